%% Our own Erlang node: made when it is first needed, so that the cookie never stands in an argument list or a file of ours.
-module(user_presence_node).

-export([up/3, give_cookie/1]).

%% In mode replica the nodes of the cluster must be able to reach us, as every member of mnesia's must, and for that an epmd has to run on
%% this machine. In mode watch only we call them; there our name is registered where that is possible, to be told if another has it.
%% Hidden either way: we do not become part of everybody's mesh.
-spec up(node(), replica | watch, inet:ip_address() | any) -> ok | user_presence_cluster:refusal().
up(Own, _Mode, _Address) when Own =:= node() ->
    ok;
up(Own, Mode, Address) ->
    case erlang:is_alive() of
        true -> {error, 'JOIN_FAILED', io_lib:format("this node is called ~ts already", [node()])};
        false -> start(Own, Mode, Address, local_names())
    end.

%% The nodes of this machine; undefined if no epmd runs here.
local_names() ->
    case erl_epmd:names({127, 0, 0, 1}) of
        {ok, Names} -> Names;
        {error, _} -> undefined
    end.

start(_Own, replica, _Address, undefined) ->
    {error, 'JOIN_FAILED', <<
        "no epmd runs on this machine, and the nodes of the cluster could not find us: start one (epmd -daemon; with systemd, "
        "epmd.socket), or follow the table without joining (mode watch)"
    >>};
start(Own, watch, _Address, undefined) ->
    start_net(Own, false);
start(Own, Mode, Address, Names) ->
    [Name, _] = string:split(atom_to_list(Own), "@"),
    case lists:keymember(Name, 1, Names) of
        true ->
            {error, 'NAME_TAKEN', io_lib:format("another node on this machine is called ~ts already", [Own])};
        false ->
            listen_at(Mode, Address),
            start_net(Own, true)
    end.

listen_at(watch, _) -> application:set_env(kernel, inet_dist_use_interface, {127, 0, 0, 1});
listen_at(replica, any) -> ok;
listen_at(replica, Address) -> application:set_env(kernel, inet_dist_use_interface, Address).

start_net(Own, Listens) ->
    case net_kernel:start(Own, #{name_domain => domain_of(Own), hidden => true, dist_listen => Listens}) of
        {ok, _} -> ok;
        {error, Reason} -> {error, 'JOIN_FAILED', io_lib:format("~ts could not be made a node: ~0tP", [Own, Reason, 12])}
    end.

give_cookie(Cookie) -> erlang:set_cookie(binary_to_atom(Cookie, latin1)).

%% Both sides must agree. ejabberd has long names exactly if its host has a dot.
domain_of(Node) ->
    [_, Host] = string:split(atom_to_list(Node), "@"),
    case lists:member($., Host) of
        true -> longnames;
        false -> shortnames
    end.
