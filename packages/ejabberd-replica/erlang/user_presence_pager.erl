%% Reads the table in pages, on the node that holds it, while it is being changed.
%%
%% ets:select/1 must go on where it began, so a process on that node has to do it. Nothing of ours is loaded there; what that process runs
%% is therefore spelled out and evaluated by erl_eval, which every node has. One page costs it one native select.
-module(user_presence_pager).

-export([start/2, next/1]).

-define(ROWS_OF_A_PAGE, 1000).
%% How long a page may wait to be asked for. The table is kept from shrinking meanwhile, which must not go on for a reader that sleeps.
-define(PATIENCE_MS, 20000).

%% Answers each next/1 with {page, Pid, Rows} and at last {page, Pid, done}. Ends with whoever started it.
-spec start(node(), pid()) -> {pid(), reference()}.
start(Node, Reader) ->
    {ok, Tokens, _} = erl_scan:string(program()),
    {ok, Program} = erl_parse:parse_exprs(Tokens),
    Names = [
        {'Limit', ?ROWS_OF_A_PAGE},
        {'Match', user_presence_rows:match()},
        {'PatienceMs', ?PATIENCE_MS},
        {'Reader', Reader},
        {'Table', user_presence_rows:table()}
    ],
    Pid = erlang:spawn(Node, erl_eval, exprs, [Program, Names]),
    {Pid, erlang:monitor(process, Pid)}.

next(Pid) -> Pid ! {next, self()}, ok.

%% Fixed, the table may be changed between two pages without the select missing or repeating a row that stays.
program() ->
    "Monitor = erlang:monitor(process, Reader),"
    "Asked = fun() -> receive {next, Reader} -> true; {'DOWN', Monitor, process, _, _} -> false after PatienceMs -> false end end,"
    "Page = fun ThisPage('$end_of_table') -> Reader ! {page, self(), done};"
    "           ThisPage({Rows, More}) -> Reader ! {page, self(), Rows}, Asked() andalso ThisPage(ets:select(More)) end,"
    "ets:safe_fixtable(Table, true),"
    "Asked() andalso Page(ets:select(Table, Match, Limit)).".
