%% Who is online in an ejabberd cluster, from a copy of its session table that is ours: ejabberd is never asked.
%%
%% As a program (erl -s user_presence_db main) it is driven over standard input and output, see user_presence_link. From the shell of a
%% node that can reach ejabberd's (same cookie, net_adm:ping answers), join/1 joins and prints the same lines.
-module(user_presence_db).

-export([main/0, join/1, leave/0]).

-define(GOODBYE_MS, 500).

%% Runs until standard input ends, `stop` is read, or SIGTERM or SIGHUP comes. Exit code 0 after leaving, 1 if something of ours broke.
-spec main() -> no_return().
main() ->
    spawn(fun() ->
        try run() of
            ok -> erlang:halt(0, [{flush, false}])
        catch
            _:_ -> erlang:halt(1, [{flush, false}])
        end
    end).

run() ->
    ok = load_all(),
    Writer = user_presence_link:start(),
    ok = user_presence_signals:tell(self()),
    {ok, Keeper} = user_presence_keeper:start_link(Writer),
    Release = list_to_binary(erlang:system_info(otp_release)),
    user_presence_writer:tell(Writer, user_presence_json:object([{ev, hello}, {protocol, 1}, {otp, Release}])),
    ok = user_presence_link:run(Keeper),
    ok = user_presence_keeper:stop(Keeper),
    say_goodbye(Writer).

%% When we have said hello, the folder we came from is needed no more.
load_all() ->
    Folder = filename:dirname(code:which(?MODULE)),
    code:ensure_modules_loaded([list_to_atom(filename:basename(File, ".beam")) || File <- filelib:wildcard(filename:join(Folder, "*.beam"))]).

%% The last line still goes out, but nobody who does not read keeps us alive: a halt that flushes would wait for him for ever.
say_goodbye(Writer) ->
    Goodbye = user_presence_json:object([{ev, left}]),
    {_, Monitor} = spawn_monitor(fun() ->
        ok = user_presence_writer:write_and_wait(Writer, Goodbye),
        user_presence_writer:flush(Writer)
    end),
    receive
        {'DOWN', Monitor, process, _, _} -> ok
    after ?GOODBYE_MS -> ok
    end.

%% Joins the cluster that the node belongs to; one attempt. After it was lost, join again.
-spec join(node()) -> ok | {error, {Code :: atom(), Text :: binary()}}.
join(Node) ->
    Keeper = keeper(),
    user_presence_keeper:command(Keeper, {own, node()}),
    user_presence_keeper:call_join(Keeper, [Node]).

%% Leaves the cluster; it keeps no trace of us.
-spec leave() -> ok.
leave() ->
    user_presence_keeper:stop(keeper()).

%% Lives on its own, not with the shell: one that made a mistake would take it along.
keeper() ->
    case whereis(user_presence_db) of
        undefined -> start_keeper();
        Keeper -> Keeper
    end.

start_keeper() ->
    Self = self(),
    Leader = group_leader(),
    spawn(fun() ->
        Writer = user_presence_writer:start(fun(Line) -> io:put_chars(Leader, [unicode:characters_to_list(iolist_to_binary(Line)), $\n]) end),
        {ok, Keeper} = user_presence_keeper:start_link(Writer),
        Self ! {keeper, Keeper},
        Monitor = erlang:monitor(process, Keeper),
        receive
            {'DOWN', Monitor, process, _, _} -> exit(Writer, kill)
        end
    end),
    receive
        {keeper, Keeper} -> Keeper
    end.
