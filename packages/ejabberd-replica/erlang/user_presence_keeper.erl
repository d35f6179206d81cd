%% Keeps the replica: joins when told to, watches over what was joined, drops it the moment it cannot be relied on, leaves when told to.
%% One attempt for each `join`; whoever says `join` decides when to try again. Nothing here waits for another machine, so that a `ping`
%% is answered whatever the cluster does.
-module(user_presence_keeper).
-behaviour(gen_server).

-export([start_link/1, command/2, call_join/2, stop/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

%% Joining, with everything in it; loading a large table takes most of it.
-define(JOIN_TIMEOUT_MS, 180000).
%% Leaving must be over before whoever told us to loses patience (4 s).
-define(LEAVE_TIMEOUT_MS, 3000).
%% After how long without an answer a node is taken for gone.
-define(DEFAULT_SILENCE_MS, 10000).
%% Rows that wait to be told. About 150 bytes each.
-define(DEFAULT_LIMIT, 200000).

-record(keeper, {
    writer :: pid(),
    mode = replica :: replica | watch,
    own :: node() | undefined,
    address = any :: inet:ip_address() | any,
    limit = ?DEFAULT_LIMIT :: pos_integer(),
    silence = ?DEFAULT_SILENCE_MS :: pos_integer(),
    phase = idle :: idle | joining | joined,
    %% Nodes at whose cluster we may have an entry.
    tried = [] :: [node()],
    %% Joining: the process that does it, and who wants to know.
    joiner :: {pid(), reference()} | undefined,
    callers = [],
    %% Joined: where, which nodes run ejabberd, and the processes that look after it.
    via :: node() | undefined,
    nodes = [] :: [node()],
    probe :: {pid(), reference()} | undefined,
    %% Nodes that others see and we do not.
    parted = [] :: [node()],
    tap :: {pid(), reference()} | undefined
}).

start_link(Writer) -> gen_server:start_link({local, user_presence_db}, ?MODULE, Writer, []).

%% A line from whoever started us.
command(Keeper, Command) -> gen_server:cast(Keeper, Command).

%% One attempt; gives its outcome. For a shell.
call_join(Keeper, Nodes) -> gen_server:call(Keeper, {join, Nodes}, infinity).

%% Leaves and ends.
stop(Keeper) -> gen_server:call(Keeper, stop, infinity).

init(Writer) ->
    %% Mnesia links itself to those it sends events.
    process_flag(trap_exit, true),
    {ok, #keeper{writer = Writer}}.

handle_call({join, Nodes}, From, #keeper{phase = idle, callers = Callers} = Keeper) ->
    {noreply, join(Nodes, Keeper#keeper{callers = [From | Callers]})};
handle_call({join, _}, _From, Keeper) ->
    {reply, {error, {'JOIN_FAILED', <<"joining or joined already">>}}, Keeper};
handle_call(stop, _From, Keeper) ->
    leave(Keeper),
    {stop, normal, ok, Keeper}.

handle_cast({mode, Mode}, Keeper) ->
    {noreply, Keeper#keeper{mode = Mode}};
handle_cast({own, Own}, Keeper) ->
    {noreply, Keeper#keeper{own = Own}};
handle_cast({listen, Address}, Keeper) ->
    {noreply, Keeper#keeper{address = Address}};
handle_cast({limit, Limit}, Keeper) ->
    {noreply, Keeper#keeper{limit = Limit}};
handle_cast({silence, Ms}, Keeper) ->
    {noreply, Keeper#keeper{silence = Ms}};
handle_cast({cookie, Give}, Keeper) ->
    %% Given when there is a node that can have it. Not part of our state, which an error report would print.
    persistent_term:put(user_presence_cookie, Give),
    {noreply, Keeper};
handle_cast({join, Nodes}, #keeper{phase = idle} = Keeper) ->
    {noreply, join(Nodes, Keeper)};
handle_cast({ping, Number}, Keeper) ->
    tell(Keeper, [{ev, pong}, {n, Number}]),
    {noreply, Keeper};
handle_cast(_, Keeper) ->
    {noreply, Keeper}.

%% Joining.
handle_info({'DOWN', Monitor, process, _, Outcome}, #keeper{joiner = {_, Monitor}} = Keeper) ->
    {noreply, join_ended(Outcome, Keeper#keeper{joiner = undefined})};
handle_info({join_timeout, Pid}, #keeper{joiner = {Pid, _}} = Keeper) ->
    {noreply, lost('JOIN_FAILED', "joining took too long", Keeper)};
%% Mnesia's own news, from our node or the one we watch at.
handle_info({mnesia_system_event, Event}, #keeper{phase = Phase} = Keeper) when Phase =/= idle ->
    {noreply, system_event(Event, Keeper)};
handle_info({'EXIT', _, normal}, Keeper) ->
    {noreply, Keeper};
handle_info({'EXIT', Writer, Reason}, #keeper{writer = Writer} = Keeper) ->
    {stop, Reason, Keeper};
handle_info({'EXIT', Pid, _}, #keeper{phase = joined, via = Via} = Keeper) when node(Pid) =:= Via ->
    {noreply, lost('LOST', [atom_to_list(Via), " has gone"], Keeper)};
%% The tap.
handle_info({'DOWN', Monitor, process, _, Reason}, #keeper{tap = {_, Monitor}} = Keeper) ->
    {noreply, tap_ended(Reason, Keeper#keeper{tap = undefined})};
%% The nodes.
handle_info({ejabberd_nodes, Via, Nodes}, #keeper{phase = joined, via = Via} = Keeper) ->
    {noreply, nodes_seen(Nodes, running(Keeper, Nodes), Keeper)};
handle_info(behind, #keeper{phase = joined} = Keeper) ->
    {noreply, lost('LOST', "we cannot keep up with the cluster's changes", Keeper)};
handle_info({'DOWN', Monitor, process, _, Reason}, #keeper{probe = {_, Monitor}} = Keeper) ->
    {noreply, lost('LOST', io_lib:format("the probe ended: ~0tP", [Reason, 12]), Keeper#keeper{probe = undefined})};
handle_info(_, Keeper) ->
    {noreply, Keeper}.

terminate(_, _) -> ok.

%% Joining is done by a process of its own, which may have to wait for the cluster.
join(Nodes, #keeper{mode = Mode, own = Own, address = Address} = Keeper) ->
    Self = self(),
    {Pid, _} = Joiner = spawn_monitor(fun() -> exit(user_presence_join:attempt(Nodes, #{mode => Mode, own => Own, address => Address, keeper => Self})) end),
    erlang:send_after(?JOIN_TIMEOUT_MS, self(), {join_timeout, Pid}),
    Keeper#keeper{phase = joining, joiner = Joiner, tried = Nodes}.

join_ended({joined, #{via := Via, nodes := Nodes, copy := Copy, notes := Notes}}, #keeper{mode = Mode, limit = Limit, silence = SilenceMs} = Keeper) ->
    [tell(Keeper, [{ev, note}, {text, text(Note)}]) || Note <- Notes],
    tell(Keeper, [{ev, joined}, {mode, Mode}, {via, Via}, {copy, Copy}, {nodes, Nodes}]),
    Options = #{mode => Mode, keeper => self(), limit => Limit, silence => SilenceMs, via => Via, nodes => Nodes},
    Probe = user_presence_probe:start(Options),
    answer(ok, start_tap(Keeper#keeper{phase = joined, via = Via, nodes = Nodes, probe = Probe}));
join_ended({error, Code, Text}, Keeper) ->
    lost(Code, Text, Keeper);
join_ended(Crash, Keeper) ->
    lost('JOIN_FAILED', io_lib:format("joining failed: ~0tP", [Crash, 12]), Keeper).

start_tap(#keeper{mode = Mode, via = Via, writer = Writer, limit = Limit} = Keeper) ->
    Tap = user_presence_tap:start(#{source => source(Mode, Via), writer => Writer, keeper => self(), limit => Limit}),
    Keeper#keeper{tap = Tap}.

%% What changed the table while we subscribed: on our own node that is one process, which has finished when it answers; on ejabberd's it
%% is each session's own, which needs a moment.
source(replica, _Via) -> #{node => node(), settle => fun() -> mnesia_tm:get_info(5000) end};
source(watch, Via) -> #{node => Via, settle => fun() -> timer:sleep(200) end}.

tap_ended({shutdown, Why}, Keeper) ->
    tell(Keeper, [{ev, note}, {text, text(io_lib:format("told anew: ~ts", [Why]))}]),
    start_tap(Keeper);
tap_ended(Reason, Keeper) ->
    lost('LOST', io_lib:format("the table's events ended: ~0tP", [Reason, 12]), Keeper).

system_event({mnesia_down, Node}, #keeper{phase = joined, nodes = Nodes, probe = {Probe, _}} = Keeper) ->
    user_presence_probe:look_again(Probe),
    case running(Keeper, lists:delete(Node, Nodes)) of
        [] ->
            %% Not that its users have left: nobody knows now who is there, and they are when it only hung.
            lost('LOST', [atom_to_list(Node), " has gone, and it was the last"], Keeper);
        Left ->
            tell_tap({node_down, Node}, Keeper),
            nodes_known(Left, Keeper)
    end;
system_event({mnesia_up, Node}, #keeper{phase = joined, probe = {Probe, _}} = Keeper) ->
    tell_tap({node_up, Node}, Keeper),
    user_presence_probe:look_again(Probe),
    Keeper;
system_event({inconsistent_database, _, Node}, #keeper{mode = replica} = Keeper) ->
    %% The network was parted and is whole again; whoever kept his copy over that may hold what is long gone.
    lost('LOST', io_lib:format("the cluster was parted from us at ~ts", [Node]), Keeper);
system_event({mnesia_fatal, Format, Args, _Core}, #keeper{mode = replica} = Keeper) ->
    lost('LOST', io_lib:format("mnesia gave up: " ++ Format, Args), Keeper);
system_event(_, Keeper) ->
    Keeper.

%% A node that only we lost (it hung for a while, or the network between us did) does not come back by itself, and what it holds is not
%% told to us: we have to join anew. Seen twice, because one that is just starting is known to others a moment earlier.
nodes_seen(Seen, Running, #keeper{parted = Before} = Keeper) ->
    case Seen -- Running of
        [] -> nodes_known(Running, Keeper#keeper{parted = []});
        Before -> lost('LOST', io_lib:format("we were parted from ~ts", [lists:join(", ", [atom_to_list(N) || N <- Before])]), Keeper);
        Parted -> nodes_known(Running, Keeper#keeper{parted = Parted})
    end.

nodes_known(Nodes, #keeper{nodes = Nodes} = Keeper) ->
    Keeper;
nodes_known([], Keeper) ->
    Keeper;
nodes_known(Nodes, #keeper{mode = Mode, via = Via, probe = {Probe, _}} = Keeper) ->
    tell(Keeper, [{ev, nodes}, {nodes, Nodes}]),
    %% A watcher stays where its events come from.
    NewVia = case Mode =:= watch orelse lists:member(Via, Nodes) of true -> Via; false -> hd(Nodes) end,
    user_presence_probe:nodes(Probe, NewVia, Nodes),
    Keeper#keeper{nodes = Nodes, via = NewVia}.

%% An answer may be older than the news that one of them has died. Whether we are the last must never be judged by that.
running(#keeper{mode = replica}, Nodes) ->
    Running = mnesia:system_info(running_db_nodes),
    [Node || Node <- Nodes, lists:member(Node, Running)];
running(#keeper{mode = watch}, Nodes) ->
    Nodes.

%% Whatever happened: what was told does not count any more, and no copy is kept.
lost(Code, Text, Keeper) ->
    Forgotten = forget(Keeper),
    tell(Keeper, [{ev, trouble}, {code, Code}, {text, text(Text)}]),
    answer({error, {Code, text(Text)}}, Forgotten).

forget(#keeper{joiner = Joiner, tap = Tap, probe = Probe, mode = Mode, via = Via} = Keeper) ->
    end_now(Joiner),
    end_now(Probe),
    case Mode of
        replica -> user_presence_replica:drop();
        watch when Via =/= undefined -> user_presence_watch:leave(Via, self());
        watch -> ok
    end,
    end_now(Tap),
    Keeper#keeper{phase = idle, joiner = undefined, tap = undefined, probe = undefined, parted = [], via = undefined, nodes = []}.

end_now(undefined) ->
    ok;
end_now({Pid, Monitor}) ->
    exit(Pid, kill),
    receive
        {'DOWN', Monitor, process, _, _} -> ok
    end.

%% In good order, and not for longer than we are given. Also if we have just begun to join, or lost the cluster a moment ago.
leave(#keeper{mode = Mode, nodes = Nodes, tried = Tried} = Keeper) ->
    forget(Keeper),
    {Pid, Monitor} = spawn_monitor(fun() -> Mode =:= replica andalso user_presence_replica:leave(Nodes ++ (Tried -- Nodes)) end),
    receive
        {'DOWN', Monitor, process, _, _} -> ok
    after ?LEAVE_TIMEOUT_MS -> exit(Pid, kill)
    end.

answer(Outcome, #keeper{callers = Callers} = Keeper) ->
    [gen_server:reply(Caller, Outcome) || Caller <- Callers],
    Keeper#keeper{callers = []}.

tell_tap(Message, #keeper{tap = {Pid, _}}) -> Pid ! Message;
tell_tap(_, _) -> ok.

tell(#keeper{writer = Writer}, Members) -> user_presence_writer:tell(Writer, user_presence_json:object(Members)).

text(Text) -> unicode:characters_to_binary(Text).
