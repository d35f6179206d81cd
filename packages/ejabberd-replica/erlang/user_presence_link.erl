%% Standard input and output: commands come in as lines of words, news go out as lines of JSON. The end of the input is the end of us.
%%
%%   cookie TEXT · mode replica|watch · own NODE · listen ADDRESS · limit ROWS · silence MS · join NODE... · ping NUMBER · stop
-module(user_presence_link).

-export([start/0, run/1]).

-define(LONGEST_COMMAND_BYTES, 65536).

%% Opens both; the process that calls this must go on to run/1. Gives what writes.
-spec start() -> pid().
start() ->
    process_flag(trap_exit, true),
    Port = open_port({fd, 0, 1}, [binary, eof, {line, ?LONGEST_COMMAND_BYTES}]),
    put(port, Port),
    user_presence_writer:start(Port).

%% Returns when there is nobody to work for any more.
-spec run(pid()) -> ok.
run(Keeper) ->
    Port = get(port),
    receive
        {Port, {data, {eol, Line}}} ->
            case command(binary:split(Line, <<" ">>, [global])) of
                stop ->
                    ok;
                Command ->
                    user_presence_keeper:command(Keeper, Command),
                    run(Keeper)
            end;
        {Port, {data, {noeol, _}}} ->
            run(Keeper);
        {Port, eof} ->
            ok;
        %% Nobody reads what we say.
        {'EXIT', Port, _} ->
            ok;
        {'EXIT', _, _} ->
            ok;
        stop ->
            ok
    end.

command([<<"stop">>]) -> stop;
%% A cookie may have blanks in it. Wrapped up at once: no error report prints what is in a fun.
command([<<"cookie">> | Words]) ->
    Cookie = iolist_to_binary(lists:join(<<" ">>, Words)),
    {cookie, fun() -> user_presence_node:give_cookie(Cookie) end};
command([<<"mode">>, <<"replica">>]) -> {mode, replica};
command([<<"mode">>, <<"watch">>]) -> {mode, watch};
command([<<"own">>, Node]) -> {own, binary_to_atom(Node, utf8)};
command([<<"listen">>, Address]) -> {listen, address(Address)};
command([<<"limit">>, Rows]) -> {limit, binary_to_integer(Rows)};
command([<<"silence">>, Ms]) -> {silence, binary_to_integer(Ms)};
command([<<"join">> | Nodes]) -> {join, [binary_to_atom(Node, utf8) || Node <- Nodes]};
command([<<"ping">>, Number]) -> {ping, binary_to_integer(Number)};
command(Words) -> {unknown, length(Words)}.

address(Text) ->
    {ok, Address} = inet:parse_address(binary_to_list(Text)),
    Address.
