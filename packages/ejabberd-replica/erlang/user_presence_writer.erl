%% Writes lines to standard output, one process's after another's. It alone is held up when nobody reads.
-module(user_presence_writer).

-export([start/1, write_rows/4, write_and_wait/2, tell/2, flush/1]).

%% Sink: a port that is open for writing, or a function that takes a line (without its end).
-spec start(port() | fun((iodata()) -> term())) -> pid().
start(Sink) -> spawn_link(fun() -> loop(Sink) end).

%% A line with so many rows. When it has gone they are added to the counter, which can be read without looking through a mailbox, and the
%% caller gets `written`.
-spec write_rows(pid(), iodata(), pos_integer(), counters:counters_ref()) -> ok.
write_rows(Writer, Line, Rows, Counter) ->
    Writer ! {rows, Line, Rows, Counter, self()},
    ok.

-spec write_and_wait(pid(), iodata()) -> ok.
write_and_wait(Writer, Line) ->
    Monitor = erlang:monitor(process, Writer),
    Ref = make_ref(),
    Writer ! {line, Line, self(), Ref},
    receive
        {written, Ref} ->
            erlang:demonitor(Monitor, [flush]),
            ok;
        {'DOWN', Monitor, process, _, Reason} ->
            exit(Reason)
    end.

%% For those who do not care when.
-spec tell(pid(), iodata()) -> ok.
tell(Writer, Line) ->
    Writer ! {line, Line},
    ok.

%% Returns when everything that was written has left this machine's memory.
-spec flush(pid()) -> ok.
flush(Writer) ->
    Writer ! {flush, self()},
    receive
        {flushed, Writer} -> ok
    end.

loop(Sink) ->
    receive
        {flush, From} ->
            await_empty(Sink),
            From ! {flushed, self()};
        {rows, Line, Rows, Counter, From} ->
            put_line(Sink, Line),
            counters:add(Counter, 1, Rows),
            From ! written;
        {line, Line} ->
            put_line(Sink, Line);
        {line, Line, From, Ref} ->
            put_line(Sink, Line),
            From ! {written, Ref}
    end,
    loop(Sink).

put_line(Sink, Line) when is_port(Sink) ->
    %% Suspends us while the pipe is full. The port closes when nobody can read any more; whoever owns it then ends the program.
    try
        port_command(Sink, [Line, $\n])
    catch
        error:badarg -> exit(shutdown)
    end;
put_line(Sink, Line) ->
    Sink(Line).

await_empty(Sink) when is_port(Sink) ->
    case erlang:port_info(Sink, queue_size) of
        {queue_size, Size} when Size > 0 ->
            timer:sleep(5),
            await_empty(Sink);
        _ ->
            ok
    end;
await_empty(_Sink) ->
    ok.
