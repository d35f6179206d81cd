%% The table's events from the node that has it, without being a member of anything.
-module(user_presence_watch).

-export([join/2, leave/2]).

%% Mnesia's system events go to Keeper; that they end tells it that the node has gone.
-spec join(node(), pid()) -> {ok, none} | user_presence_cluster:refusal().
join(Node, Keeper) ->
    case erpc:call(Node, mnesia_subscr, subscribe, [Keeper, system], 5000) of
        {ok, _} -> {ok, none};
        {error, {already_exists, _}} -> {ok, none};
        {error, Reason} -> {error, 'JOIN_FAILED', io_lib:format("its events were not given to us: ~0tp", [Reason])}
    end.

%% Asked and not waited for: the node may be the one that hangs.
-spec leave(node(), pid()) -> ok.
leave(Node, Keeper) ->
    erpc:cast(Node, mnesia_subscr, unsubscribe, [Keeper, system]).
