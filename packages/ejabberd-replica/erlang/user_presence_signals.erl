%% SIGTERM and SIGHUP: leave in good order. Without this SIGTERM would stop the machine and leave us in the cluster's schema.
-module(user_presence_signals).
-behaviour(gen_event).

-export([tell/1]).
-export([init/1, handle_event/2, handle_call/2]).

%% Sends `stop` to the process.
-spec tell(pid()) -> ok.
tell(Pid) ->
    ok = gen_event:swap_handler(erl_signal_server, {erl_signal_handler, []}, {?MODULE, Pid}),
    os:set_signal(sighup, handle),
    os:set_signal(sigterm, handle).

init({Pid, _FromBefore}) -> {ok, Pid}.

handle_event(Signal, Pid) when Signal =:= sigterm; Signal =:= sighup ->
    Pid ! stop,
    {ok, Pid};
handle_event(_, Pid) ->
    {ok, Pid}.

handle_call(_, Pid) -> {ok, ok, Pid}.
