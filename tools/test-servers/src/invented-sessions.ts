import { erlangBinary, type EjabberdServer } from './ejabberd-node.ts';

/** Sessions of people who do not exist, at a node of ejabberd. */
export interface InventedSessions {
  readonly count: number;
  /** They are `<prefix>1@<domain>` and so on; default `invented`. */
  readonly prefix?: string;
}

/**
 * Writes rows into ejabberd's session table as ejabberd itself does (unique times, three notes, no transaction), a hundred thousand in about
 * two seconds. All are served by one process, which throws away what it is sent, so that ejabberd does not find them dead.
 */
export async function inventSessions(server: EjabberdServer, { count, prefix = 'invented' }: InventedSessions): Promise<void> {
  await server.evaluate(`
    Deaf = spawn(fun Listen() -> receive _ -> Listen() end end),
    Host = ${erlangBinary(server.domain)},
    Info = [{ip, {{127,0,0,1}, 50000}}, {conn, c2s}, {auth_module, ejabberd_auth_mnesia}],
    lists:foreach(
      fun(Number) ->
        User = <<${erlangBinary(prefix)}/binary, (integer_to_binary(Number))/binary>>,
        Row = {session, {misc:unique_timestamp(), Deaf}, {User, Host, <<"desk">>}, {User, Host}, 0, Info},
        ok = mnesia:dirty_write(session, Row)
      end,
      lists:seq(1, ${String(count)}))`);
}

/** Takes every session out of the table whose user's name begins so. */
export async function clearInventedSessions(server: EjabberdServer, prefix = 'invented'): Promise<void> {
  await server.evaluate(`
    Prefix = ${erlangBinary(prefix)},
    Sids = [Sid || {Sid, {User, _}} <- ets:select(session, [{{session, '$1', '_', '$2', '_', '_'}, [], [{{'$1', '$2'}}]}]),
                   string:prefix(User, Prefix) =/= nomatch],
    lists:foreach(fun(Sid) -> ok = mnesia:dirty_delete(session, Sid) end, Sids)`);
}
