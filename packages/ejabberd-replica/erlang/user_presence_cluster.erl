%% What is asked of the cluster's nodes, before and while we follow it. Never who is online.
-module(user_presence_cluster).

-export([look/1, connect/1, connect/2, check/1, ejabberd_nodes/1, answers/1]).

-define(ASK_TIMEOUT_MS, 5000).
%% A node that is frozen holds up a question that goes through others by this much.
-define(ASK_OTHERS_TIMEOUT_MS, 3000).

%% Whoever refuses us does so at once. Erlang itself waits 7 s for an answer.
-define(REFUSAL_MS, 4000).

%% So many clients and not one session: that is no coincidence of people who are just signing in.
-define(SUSPICIOUS_CLIENTS, 10).

-type refusal() :: {error, Code :: atom(), Text :: iodata()}.
-export_type([refusal/0]).

%% Where the node listens, as the epmd of its host says; or why that is not known.
-spec look(node()) -> {ok, inet:ip_address(), inet:port_number()} | refusal().
look(Node) ->
    [Name, Host] = string:split(atom_to_list(Node), "@"),
    case inet:getaddr(Host, inet) of
        {error, Reason} -> unreachable("the name of its host ~ts cannot be resolved (~0tp)", [Host, Reason]);
        {ok, Address} -> ask_epmd(Name, Host, Address)
    end.

ask_epmd(Name, Host, Address) ->
    case answers_at(Address, epmd_port()) andalso erl_epmd:names(Address) of
        {ok, Known} ->
            case lists:keyfind(Name, 1, Known) of
                {_, Port} -> {ok, Address, Port};
                false -> unreachable("the epmd at ~ts knows no node ~ts: it is not running", [Host, Name])
            end;
        _ ->
            unreachable("no epmd answers at ~ts, port ~b", [Host, epmd_port()])
    end.

%% erl_epmd itself would wait for minutes.
answers_at(Address, Port) ->
    case gen_tcp:connect(Address, Port, [], ?ASK_TIMEOUT_MS) of
        {ok, Socket} -> gen_tcp:close(Socket) =:= ok;
        {error, _} -> false
    end.

epmd_port() -> list_to_integer(os:getenv("ERL_EPMD_PORT", "4369")).

%% Looks and connects.
-spec connect(node()) -> ok | refusal().
connect(Node) ->
    case look(Node) of
        {ok, _, _} = Found -> connect(Node, Found);
        Refusal -> Refusal
    end.

%% Connects to the node that was found there, or says why not.
-spec connect(node(), {ok, inet:ip_address(), inet:port_number()}) -> ok | refusal().
connect(Node, {ok, Address, Port}) ->
    StartedMs = erlang:monotonic_time(millisecond),
    case net_kernel:connect_node(Node) of
        true ->
            ok;
        _ ->
            case erlang:monotonic_time(millisecond) - StartedMs > ?REFUSAL_MS of
                true -> unreachable("it takes connections and says nothing: it hangs, or a firewall is between us", []);
                false -> why_not(Address, Port)
            end
    end.

%% It ended the connection: is it there at all? To look costs it no line in its log, unlike another attempt.
why_not(Address, Port) ->
    case answers_at(Address, Port) of
        %% It does not say why.
        true ->
            {error, 'REFUSED', <<
                "it answers, and lets us not in: its cookie is another, it calls its host otherwise (localhost, a short name, a long one), "
                "or its Erlang is too far from ours"
            >>};
        false -> unreachable("it does not answer at port ~b: it stopped, or a firewall is between us", [Port])
    end.

unreachable(Format, Args) -> {error, 'UNREACHABLE', io_lib:format(Format, Args)}.

%% Is ejabberd up there, and does it keep its sessions where we can follow them?
-spec check(node()) -> ok | {ok, Note :: iodata()} | refusal().
check(Node) ->
    try
        case lists:keymember(ejabberd, 1, ask(Node, application, which_applications, [?ASK_OTHERS_TIMEOUT_MS])) of
            true -> check_table(Node);
            false -> unreachable("the node answers, but ejabberd is not (yet) running in it", [])
        end
    catch
        error:{erpc, Reason} -> unreachable("it does not answer (~0tp)", [Reason]);
        Class:Reason -> {error, 'JOIN_FAILED', io_lib:format("it could not be asked: ~0tP", [{Class, Reason}, 12])}
    end.

check_table(Node) ->
    Elsewhere = hosts_elsewhere(Node),
    Expected = user_presence_rows:attributes(),
    case {Elsewhere, lists:member(user_presence_rows:table(), ask(Node, mnesia, system_info, [tables]))} of
        {{all, Backends}, _} ->
            other_table("sm_db_type is ~ts: its sessions are not in mnesia and cannot be followed", [Backends]);
        {_, false} ->
            other_table("it has no table of sessions: sm_db_type is not mnesia, or this is not ejabberd", []);
        {_, true} ->
            case ask(Node, mnesia, table_info, [user_presence_rows:table(), attributes]) of
                Expected when Elsewhere =:= none -> check_rows(Node);
                Expected -> {ok, note_of(Elsewhere)};
                Other -> other_table("its table of sessions has another shape, ~0tp instead of ~0tp", [Other, Expected])
            end
    end.

%% No session at all while clients are connected: what was asked for says mnesia, and it may be otherwise. A few may just be signing in.
check_rows(Node) ->
    case ask(Node, mnesia, table_info, [user_presence_rows:table(), size]) =:= 0 andalso clients(Node) of
        Clients when is_integer(Clients), Clients >= ?SUSPICIOUS_CLIENTS ->
            {ok, io_lib:format("~b clients are connected and there is no session: if that stays so, sessions are not in mnesia", [Clients])};
        _ ->
            ok
    end.

%% Those over TCP; undefined where ejabberd looks after them in another way.
clients(Node) ->
    try
        proplists:get_value(active, ask(Node, supervisor, count_children, [ejabberd_c2s_sup]))
    catch
        error:{exception, _, _} -> undefined;
        exit:{exception, _} -> undefined
    end.

other_table(Format, Args) -> {error, 'OTHER_TABLE', io_lib:format(Format, Args)}.

note_of({some, Text}) -> io_lib:format("not all hosts keep their sessions in mnesia, those of the others are not seen: ~ts", [Text]).

%% ejabberd can keep the sessions of each host elsewhere. Versions before 20.01 do not say; their table is then looked at as it is.
hosts_elsewhere(Node) ->
    try
        Hosts = ask(Node, ejabberd_option, hosts, []),
        Backends = ask(Node, lists, map, [fun ejabberd_option:sm_db_type/1, Hosts]),
        case [{Host, Backend} || {Host, Backend} <- lists:zip(Hosts, Backends), Backend =/= mnesia] of
            [] -> none;
            Others when length(Others) =:= length(Hosts) -> {all, lists:join(", ", lists:usort([atom_to_list(B) || B <- Backends]))};
            Others -> {some, lists:join(", ", [io_lib:format("~ts (~ts)", [H, B]) || {H, B} <- Others])}
        end
    catch
        error:{exception, _, _} -> none
    end.

%% The nodes of the cluster that run ejabberd; others have copies of its tables too, such as we. The node asks them, so that we need no connection to each.
-spec ejabberd_nodes(node()) -> [node()].
ejabberd_nodes(Via) ->
    Running = ask(Via, mnesia, system_info, [running_db_nodes]),
    Answers = ask(Via, erpc, multicall, [Running, erlang, whereis, [ejabberd_sup], ?ASK_OTHERS_TIMEOUT_MS]),
    [Node || {Node, {ok, Pid}} <- lists:zip(Running, Answers), is_pid(Pid)].

%% True if the node answers at all.
-spec answers(node()) -> boolean().
answers(Node) ->
    try
        ask(Node, erlang, node, []) =:= Node
    catch
        _:_ -> false
    end.

ask(Node, Module, Function, Args) -> erpc:call(Node, Module, Function, Args, ?ASK_TIMEOUT_MS).
