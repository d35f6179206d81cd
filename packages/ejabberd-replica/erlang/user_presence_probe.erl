%% Asks the nodes of the cluster again and again whether they live, and which of them run ejabberd.
%%
%% A node that hangs keeps its connections, and Erlang itself would notice after 45 to 75 s: too long, because what it holds is shown to
%% people as true. One that does not answer is let go of, and everything else follows as if it had died.
-module(user_presence_probe).

-export([start/1, nodes/3, look_again/1]).

%% So often within the time after which silence means that it has gone.
-define(PROBES_IN_SILENCE, 5).
%% Which nodes run ejabberd is asked at every tenth probe, and at the next thirty when one has joined the database: a node is a member
%% of that before it has started ejabberd.
-define(PROBES_BETWEEN_LOOKS, 10).
-define(LOOKS_AFTER_NEWS, 30).

-record(probe, {
    mode :: replica | watch,
    keeper :: pid(),
    limit :: pos_integer(),
    silence_ms :: pos_integer(),
    via :: node(),
    heard :: #{node() => integer()},
    count = 1,
    looks = 0
}).

%% Tells Keeper {ejabberd_nodes, Via, Nodes}, and `behind` when mnesia on our own node has more than `limit` changes waiting.
-spec start(map()) -> {pid(), reference()}.
start(#{mode := Mode, keeper := Keeper, limit := Limit, silence := SilenceMs, via := Via, nodes := Nodes}) ->
    Probe = #probe{mode = Mode, keeper = Keeper, limit = Limit, silence_ms = SilenceMs, via = Via, heard = heard_now(Nodes)},
    spawn_monitor(fun() ->
        erlang:monitor(process, Keeper),
        loop(Probe, next_ms(Probe))
    end).

%% These are the nodes now, and Via is the one to ask.
nodes(Probe, Via, Nodes) -> Probe ! {nodes, Via, Nodes}.

%% Something has joined.
look_again(Probe) -> Probe ! look_again.

loop(#probe{heard = Heard} = Probe, NextMs) ->
    receive
        {heard, Node} when is_map_key(Node, Heard) -> loop(Probe#probe{heard = Heard#{Node := now_ms()}}, NextMs);
        {nodes, Via, Nodes} -> loop(Probe#probe{via = Via, heard = maps:merge(heard_now(Nodes), maps:with(Nodes, Heard))}, NextMs);
        look_again -> loop(Probe#probe{looks = ?LOOKS_AFTER_NEWS}, NextMs);
        {'DOWN', _, process, _, _} -> ok;
        _ -> loop(Probe, NextMs)
    after max(0, NextMs - now_ms()) ->
        loop(probe(Probe), next_ms(Probe))
    end.

probe(#probe{heard = Heard, count = Count, looks = Looks, silence_ms = SilenceMs} = Probe) ->
    Self = self(),
    Probed = probed(Probe),
    NowMs = now_ms(),
    [erlang:disconnect_node(Node) || Node <- Probed, NowMs - maps:get(Node, Heard, NowMs) > SilenceMs],
    [spawn(fun() -> user_presence_cluster:answers(Node) andalso (Self ! {heard, Node}) end) || Node <- Probed],
    check_backlog(Probe),
    case Looks > 0 orelse Count rem ?PROBES_BETWEEN_LOOKS =:= 0 of
        true -> look(Probe);
        false -> ok
    end,
    Probe#probe{count = Count + 1, looks = max(0, Looks - 1)}.

%% A watcher has no connection to the other nodes, and should not make one.
probed(#probe{mode = replica, heard = Heard}) -> maps:keys(Heard);
probed(#probe{mode = watch, via = Via}) -> [Via].

%% Mnesia's own mailbox has no bound.
check_backlog(#probe{mode = replica, keeper = Keeper, limit = Limit}) ->
    try process_info(whereis(mnesia_tm), message_queue_len) of
        {message_queue_len, Length} when Length > Limit -> Keeper ! behind;
        _ -> ok
    catch
        %% Mnesia has stopped; that is heard elsewhere.
        error:badarg -> ok
    end;
check_backlog(_) ->
    ok.

look(#probe{via = Via, keeper = Keeper}) ->
    spawn(fun() ->
        try
            Keeper ! {ejabberd_nodes, Via, user_presence_cluster:ejabberd_nodes(Via)}
        catch
            %% It has gone; that is heard elsewhere.
            error:{erpc, _} -> ok
        end
    end).

heard_now(Nodes) -> maps:from_list([{Node, now_ms()} || Node <- Nodes]).

next_ms(#probe{silence_ms = SilenceMs}) -> now_ms() + SilenceMs div ?PROBES_IN_SILENCE.

now_ms() -> erlang:monotonic_time(millisecond).
