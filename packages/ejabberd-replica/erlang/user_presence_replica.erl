%% A copy of the table in our memory, kept up to date by mnesia: we are a member of the cluster's database.
%%
%% A member can destroy what it has a copy of. Nothing here writes, clears or deletes; the only thing ever changed in the cluster is the entry that says that we hold a copy.
-module(user_presence_replica).

-export([join/2, drop/0, leave/1]).

%% How long a table may take to arrive. A million sessions took 20 s on a busy machine.
-define(LOAD_TIMEOUT_MS, 120000).
%% Leaving waits until the other side has seen that we stopped.
-define(LEAVE_TRIES, 20).
-define(LEAVE_PAUSE_MS, 100).

%% Joins at a node that was checked. Mnesia's system events go to Keeper from the first moment on.
-spec join(node(), pid()) -> {ok, added | already} | user_presence_cluster:refusal().
join(Node, Keeper) ->
    %% Nothing of ours is on a disk: what we forget is gone, which is what we want of it.
    ok = application:set_env(mnesia, schema_location, ram),
    first_refusal([fun() -> start(Keeper) end, fun() -> connect(Node) end, fun check_shape/0, fun() -> copy_from(Node) end]).

first_refusal([Last]) -> Last();
first_refusal([Step | Rest]) ->
    case Step() of
        ok -> first_refusal(Rest);
        Refusal -> Refusal
    end.

start(Keeper) ->
    case application:load(mnesia) of
        {error, {"no such file or directory", _}} ->
            {error, 'NO_ERLANG', <<"mnesia is not installed on this machine (Debian: erlang-mnesia)">>};
        _ ->
            case mnesia:start() of
                ok ->
                    {ok, _} = mnesia_subscr:subscribe(Keeper, system),
                    ok;
                {error, Reason} ->
                    failed("mnesia did not start: ~0tp", [Reason])
            end
    end.

connect(Node) ->
    case mnesia:change_config(extra_db_nodes, [Node]) of
        {ok, [_ | _]} -> ok;
        {ok, []} -> {error, 'UNREACHABLE', <<"its database is not running">>};
        {error, Reason} -> failed("its database did not let us in: ~0tp", [Reason])
    end.

check_shape() ->
    Expected = user_presence_rows:attributes(),
    case mnesia:table_info(user_presence_rows:table(), attributes) of
        Expected -> ok;
        Other -> {error, 'OTHER_TABLE', io_lib:format("its table of sessions has another shape: ~0tp", [Other])}
    end.

copy_from(Node) ->
    case mnesia:add_table_copy(user_presence_rows:table(), node(), ram_copies) of
        {atomic, ok} -> await(Node, added);
        %% We were killed once and never left.
        {aborted, {already_exists, _, _}} -> await(Node, already);
        {aborted, Reason} -> failed("no copy of the table was given to us: ~0tp", [Reason])
    end.

%% Loaded, and not from another replica whose cluster has gone: a node that serves the sessions must hold the table too.
await(Node, How) ->
    Table = user_presence_rows:table(),
    case mnesia:wait_for_tables([Table], ?LOAD_TIMEOUT_MS) of
        ok ->
            case lists:member(Node, mnesia:table_info(Table, active_replicas)) of
                true -> {ok, How};
                false -> {error, 'UNREACHABLE', <<"it went away while we loaded its table">>}
            end;
        {timeout, _} -> failed("the table did not arrive within ~b s", [?LOAD_TIMEOUT_MS div 1000]);
        {error, Reason} -> failed("the table did not arrive: ~0tp", [Reason])
    end.

failed(Format, Args) -> {error, 'JOIN_FAILED', io_lib:format(Format, Args)}.

%% Forgets everything at once. If the cluster's last node has died, a copy that is kept would be given back to it when it starts: with
%% everybody online who was then.
drop() ->
    _ = mnesia:stop(),
    ok.

%% Leaves no trace: the node removes us from the cluster's schema. It does so only for a member that has stopped. Asked there rather than
%% here: whoever removes the last copy removes the table.
-spec leave([node()]) -> left | stays.
leave(Nodes) ->
    drop(),
    leave(Nodes, ?LEAVE_TRIES).

leave([], _Tries) -> stays;
leave([_ | Rest], 0) -> leave(Rest, ?LEAVE_TRIES);
leave([Node | Rest], Tries) ->
    try erpc:call(Node, mnesia, del_table_copy, [schema, node()], ?LEAVE_PAUSE_MS * ?LEAVE_TRIES) of
        {atomic, ok} -> left;
        {aborted, {no_exists, _}} -> left;
        {aborted, _Running} ->
            timer:sleep(?LEAVE_PAUSE_MS),
            leave([Node | Rest], Tries - 1)
    catch
        error:{erpc, _} -> leave(Rest, ?LEAVE_TRIES)
    end.
