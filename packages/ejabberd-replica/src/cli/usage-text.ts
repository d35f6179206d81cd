/** What `--help` prints. */
export const USAGE = `Who is online in an ejabberd cluster, from a copy of its session table that this program keeps; ejabberd is not asked.

  lampfield-online --node NAME@HOST [options]         print the list every 5 seconds
  lampfield-online doctor --node NAME@HOST [options]  check what that needs: names, cookie, epmd, ports, the way back

  --node NAME@HOST       Erlang node of ejabberd; the others of its cluster are found through it
  --watch                follow the table from outside instead of joining the cluster, and print at each change too (at most
                         twice a second)
  --cookie-file PATH     file with the cluster's cookie, mode 400 or 600 (default ~/.erlang.cookie)
  --own-node NAME@HOST   our own node's name; one name for one program (default lampfield-online@ or lampfield-doctor@ this
                         machine)
  --epmd-port N          port of epmd on all machines (default ERL_EPMD_PORT, else 4369)
  --listen-address IP    where the cluster's nodes reach us (default all addresses, or loopback where our node is there)
  --json                 one JSON object a line
  --once                 print one list and end
  --timeout SECONDS      how long that may take, with --once (default 60)
  --limit N              how many users a list names; then it says how many more there are (default 100)
  --verbose, -v          say on stderr what happens
  --help, -h

Exit codes: 0 all well, or told to stop by SIGINT or SIGTERM, or nobody reads any more; 1 the doctor found something; 64 not called
like this; 69 no list could be had (only with --once, else it goes on trying and says so on stderr); 70 Erlang is not installed;
74 the output cannot be written; 77 the cookie cannot be read or is refused; 78 the sessions are not in a table that is known
(sm_db_type is not mnesia); 130 told to stop a second time before it had left. 70, 77 and 78 end it only until the first list; after
that it goes on trying.
`;
