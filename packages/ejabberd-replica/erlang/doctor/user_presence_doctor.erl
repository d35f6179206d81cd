%% Looks at a cluster as somebody who wants to join it, changes nothing, and tells what it found, one fact a line of JSON. What is wrong with
%% a fact is for the reader to say.
%%
%% Standard input: the lines `cookie TEXT`, `own NODE`, `mode replica|watch`, `listen ADDRESS`, then `examine NODE`; or only `hello`. Its end
%% is the end of us.
-module(user_presence_doctor).

-export([main/0]).

-define(ASK_TIMEOUT_MS, 5000).
-define(KNOCK_TIMEOUT_MS, 3000).
%% A node that is asked to call us does so after this long: by then we have hung up, and the connection that comes is its own.
-define(CALL_BACK_AFTER_MS, 300).
%% More than net_setuptime, 7 s, in which one node gives up another.
-define(CALL_BACK_TIMEOUT_MS, 9000).

-spec main() -> no_return().
main() ->
    spawn(fun() ->
        Port = open_port({fd, 0, 1}, [binary, eof, {line, 65536}]),
        wait(Port, read_orders(Port, #{mode => replica, address => any}))
    end).

read_orders(Port, Orders) ->
    receive
        {Port, {data, {eol, Line}}} -> order(binary:split(Line, <<" ">>), Port, Orders);
        {Port, eof} -> erlang:halt(1)
    end.

order([<<"hello">>], Port, _Orders) ->
    Mnesia = code:lib_dir(mnesia),
    tell(Port, erlang, [{otp, list_to_binary(erlang:system_info(otp_release))}, {mnesia, is_list(Mnesia)}]),
    erlang:halt(0, [{flush, true}]);
order([<<"examine">>, Node], _Port, Orders) ->
    Orders#{node => binary_to_atom(Node)};
order([<<"cookie">>, Cookie], Port, Orders) ->
    read_orders(Port, Orders#{give => fun() -> user_presence_node:give_cookie(Cookie) end});
order([<<"own">>, Own], Port, Orders) ->
    read_orders(Port, Orders#{own => binary_to_atom(Own)});
order([<<"mode">>, Mode], Port, Orders) ->
    read_orders(Port, Orders#{mode => case Mode of <<"watch">> -> watch; <<"replica">> -> replica end});
order([<<"listen">>, Text], Port, Orders) ->
    {ok, Address} = inet:parse_address(binary_to_list(Text)),
    read_orders(Port, Orders#{address => Address}).

%% The examination may hang at a node that does; the end of the input must not.
wait(Port, Orders) ->
    {Pid, Monitor} = spawn_monitor(fun() -> examine(Port, Orders) end),
    receive
        {'DOWN', Monitor, process, Pid, normal} ->
            tell(Port, done, []),
            erlang:halt(0, [{flush, true}]);
        {'DOWN', Monitor, process, Pid, Reason} ->
            tell(Port, broken, [{reason, words("~0tP", [Reason, 12])}]),
            erlang:halt(1, [{flush, true}]);
        {Port, eof} ->
            erlang:halt(1)
    end.

examine(Port, #{own := Own, node := Node, mode := Mode, address := Address, give := GiveCookie}) ->
    case up(Port, user_presence_node:up(Own, Mode, Address), Own, Mode) of
        false ->
            ok;
        WaysBack ->
            GiveCookie(),
            ok = net_kernel:monitor_nodes(true, [{node_type, all}]),
            case user_presence_cluster:connect(Node) of
                ok ->
                    tell(Port, connected, []),
                    cluster(Port, Node, WaysBack);
                {error, Code, Text} ->
                    tell(Port, refused, [{code, Code}, {text, words(Text)}])
            end
    end.

%% Whether the cluster is to reach us; false where there is no node of ours at all. One that cannot be reached can still call.
up(Port, ok, _Own, Mode) ->
    tell(Port, own_node, []),
    case Mode of
        replica -> yes;
        watch -> no
    end;
up(Port, {error, Code, Text}, Own, _Mode) ->
    tell(Port, own_node, [{code, Code}, {text, words(Text)}]),
    Code =/= 'NAME_TAKEN' andalso user_presence_node:up(Own, watch, any) =:= ok andalso no.

cluster(Port, Node, WaysBack) ->
    case user_presence_cluster:check(Node) of
        ok -> tell(Port, table, []);
        {ok, Note} -> tell(Port, table, [{note, words(Note)}]);
        {error, Code, Text} -> tell(Port, table, [{code, Code}, {text, words(Text)}])
    end,
    {Known, Running} = {ask(Node, mnesia, system_info, [db_nodes], []), ask(Node, mnesia, system_info, [running_db_nodes], [])},
    Nodes = try user_presence_cluster:ejabberd_nodes(Node) catch _:_ -> [] end,
    tell(Port, cluster, [{known, lists:sort(Known)}, {running, lists:sort(Running)}, {ejabberd, lists:sort(Nodes)}]),
    [node(Port, Each, WaysBack) || Each <- [Node | lists:sort(lists:delete(Node, Nodes))]],
    ok.

node(Port, Node, WaysBack) ->
    case net_kernel:connect_node(Node) of
        true ->
            tell(Port, node, [{node, Node}, {otp, release(Node)}, {ejabberd, version(Node)}, {sendTimeoutMs, send_timeout(Node)}]),
            WaysBack =:= yes andalso tell(Port, way_back, [{node, Node} | way_back(Node)]);
        _ ->
            tell(Port, node, [{node, Node}])
    end.

release(Node) ->
    try list_to_binary(ask(Node, erlang, system_info, [otp_release], null)) catch _:_ -> null end.

version(Node) ->
    case ask(Node, application, get_key, [ejabberd, vsn], undefined) of
        {ok, Version} -> list_to_binary(Version);
        _ -> null
    end.

%% After how long it lets go of a node that takes nothing more; null where it waits for ever. One setting is for connections that it takes,
%% another for those that it opens, and who opens the one between two nodes is a matter of chance.
send_timeout(Node) ->
    Limits = [limit(ask(Node, application, get_env, [kernel, Setting], undefined)) || Setting <- [inet_dist_listen_options, inet_dist_connect_options]],
    case lists:member(null, Limits) of
        true -> null;
        false -> lists:max(Limits)
    end.

limit({ok, Options}) when is_list(Options) ->
    case {proplists:get_value(send_timeout, Options), proplists:get_value(send_timeout_close, Options)} of
        {TimeoutMs, true} when is_integer(TimeoutMs) -> TimeoutMs;
        _ -> null
    end;
limit(_) ->
    null.

%% Can it reach us? First what it takes, one by one, then all of it: it is to call us while we wait.
way_back(Node) ->
    [Name, Host] = string:split(atom_to_list(node()), "@"),
    case ask(Node, erl_epmd, port_please, [Name, Host], noanswer) of
        {port, Port, _} -> [{port, Port} | knock(Node, Host, Port)];
        Refusal -> [{epmd, words("~0tp", [Refusal])}]
    end.

knock(Node, Host, Port) ->
    case ask(Node, gen_tcp, connect, [Host, Port, [], ?KNOCK_TIMEOUT_MS], noanswer) of
        {ok, _} -> [{calls, calls_back(Node)}];
        Refusal -> [{knock, words("~0tp", [Refusal])}]
    end.

calls_back(Node) ->
    _ = ask(Node, timer, apply_after, [?CALL_BACK_AFTER_MS, net_adm, ping, [node()]], null),
    erlang:disconnect_node(Node),
    receive
        {nodedown, Node, _} -> ok
    after ?ASK_TIMEOUT_MS -> ok
    end,
    forget_news(Node),
    receive
        {nodeup, Node, _} -> true
    after ?CALL_BACK_TIMEOUT_MS -> false
    end.

forget_news(Node) ->
    receive
        {nodeup, Node, _} -> forget_news(Node)
    after 0 -> ok
    end.

ask(Node, Module, Function, Args, Otherwise) ->
    try
        erpc:call(Node, Module, Function, Args, ?ASK_TIMEOUT_MS)
    catch
        _:_ -> Otherwise
    end.

tell(Port, Fact, Members) ->
    port_command(Port, [user_presence_json:object([{fact, Fact} | Members]), $\n]).

words(Text) -> unicode:characters_to_binary(Text).
words(Format, Args) -> words(io_lib:format(Format, Args)).
