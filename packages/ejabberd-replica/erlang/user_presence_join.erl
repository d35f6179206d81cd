%% One attempt to join: a look at where the node should be, a node of our own, a connection, questions, and then as a member or as a
%% watcher. May take its time.
-module(user_presence_join).

-export([attempt/2]).

%% At the first of the nodes that lets us in. If none does, what the first said counts: that is the one that was configured.
-spec attempt([node(), ...], map()) -> {joined, map()} | user_presence_cluster:refusal().
attempt([Node | Others], Options) ->
    case at(Node, Options) of
        {joined, _} = Joined -> Joined;
        {error, Code, Text} -> attempt(Others, Options, {error, Code, [atom_to_list(Node), ": ", Text]})
    end.

attempt([], _Options, Refusal) ->
    Refusal;
attempt([Node | Others], Options, Refusal) ->
    case at(Node, Options) of
        {joined, _} = Joined -> Joined;
        _ -> attempt(Others, Options, Refusal)
    end.

at(Node, Options) ->
    case user_presence_cluster:look(Node) of
        {ok, _, _} = Found -> found(Found, Node, Options);
        Refusal -> Refusal
    end.

found(Found, Node, #{mode := Mode, own := Own, address := Address} = Options) ->
    case user_presence_node:up(Own, Mode, Address) of
        ok ->
            (persistent_term:get(user_presence_cookie, fun() -> ok end))(),
            connected(user_presence_cluster:connect(Node, Found), Node, Options);
        Refusal ->
            Refusal
    end.

connected(ok, Node, Options) -> checked(user_presence_cluster:check(Node), Node, Options);
connected(Refusal, _Node, _Options) -> Refusal.

checked(ok, Node, Options) -> into(Node, [], Options);
checked({ok, Note}, Node, Options) -> into(Node, [Note], Options);
checked(Refusal, _Node, _Options) -> Refusal.

into(Node, Notes, #{mode := Mode, keeper := Keeper}) ->
    Join = case Mode of replica -> user_presence_replica; watch -> user_presence_watch end,
    case Join:join(Node, Keeper) of
        {ok, Copy} -> {joined, #{via => Node, nodes => user_presence_cluster:ejabberd_nodes(Node), copy => Copy, notes => Notes}};
        Refusal -> Refusal
    end.
