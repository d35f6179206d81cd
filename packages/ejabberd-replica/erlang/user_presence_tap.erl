%% Tells one table's rows and their changes, in order: "reset", the rows that are there, "ready", then changes as they happen.
%%
%% Never waits for its reader; the writer does. What waits there is counted: beyond `limit` rows this ends with {shutdown, overflow}, and
%% whoever started it starts another, which begins with "reset" and does nothing before that was read. A new process for each subscription
%% also means that no event of an old one can be taken for a new one.
%%
%% Two things about mnesia's events shape this module. They are sent before the table itself is changed, so a row read for the snapshot
%% may be older than an event already seen: rows of which an event was seen are not taken from the snapshot. And whoever changed the table
%% while we subscribed may have looked for subscribers just before and change it just after: the snapshot waits for that.
-module(user_presence_tap).

-export([start/1]).
-export([init/1]).

%% The part of the limit that may wait when the next page is asked for.
-define(PART_AHEAD, 100).

-record(tap, {
    source :: #{node := node(), settle := fun(() -> term())},
    writer :: pid(),
    keeper :: pid(),
    limit :: pos_integer(),
    %% The line that is being filled.
    line = user_presence_rows:empty_line(),
    %% Rows given to the writer so far, and how many of them it has written.
    given = 0 :: non_neg_integer(),
    written :: counters:counters_ref(),
    %% The process that reads the table for us until everything was told, and what events told of meanwhile.
    pager :: {pid(), reference()} | undefined,
    page_asked = false :: boolean(),
    touched = #{} :: #{user_presence_rows:sid() => true},
    rows_told = 0,
    %% Nodes that have gone: a change of theirs that comes late is a ghost.
    gone = [] :: [node()]
}).

%% Source: the node whose table is read (our own when we hold a copy), and what to do between subscribing and reading.
start(#{source := _, writer := _, keeper := _, limit := _} = Options) ->
    spawn_monitor(?MODULE, init, [Options]).

init(#{source := #{node := Node} = Source, writer := Writer, keeper := Keeper, limit := Limit}) ->
    erlang:monitor(process, Keeper),
    %% Thousands of events may wait here; they need not be copied whenever garbage is collected.
    process_flag(message_queue_data, off_heap),
    ok = user_presence_writer:write_and_wait(Writer, user_presence_json:object([{ev, reset}])),
    subscribe(Node),
    (maps:get(settle, Source))(),
    Pager = user_presence_pager:start(Node, self()),
    Written = counters:new(1, []),
    loop(#tap{source = Source, writer = Writer, keeper = Keeper, limit = Limit, written = Written, pager = Pager}).

%% The documented mnesia:subscribe/1 subscribes its caller on its own node; underneath is this, which takes any process. It has been the
%% same since OTP R13. mnesia links the two, so we end when it does, and it forgets us when we do.
subscribe(Node) ->
    case erpc:call(Node, mnesia_subscr, subscribe, [self(), {table, user_presence_rows:table(), detailed}], 5000) of
        {ok, _} -> ok;
        {error, Reason} -> exit({subscribe, Reason})
    end.

loop(Tap) ->
    receive
        Message -> loop(handle(Message, Tap))
    after 0 ->
        Flushed = flush(Tap),
        receive
            Message -> loop(handle(Message, Flushed))
        end
    end.

%% Nothing more has come: what was collected goes out at once, and the snapshot may go on. While the writer is busy it is better to collect
%% more; `written` brings us back here.
flush(Tap) ->
    case backlog(Tap) of
        0 -> ask_for_page(send_line(Tap));
        _ -> ask_for_page(Tap)
    end.

handle({mnesia_table_event, Event}, Tap) ->
    case user_presence_rows:from_event(Event) of
        {ok, Changes} -> lists:foldl(fun change/2, Tap, Changes);
        unknown -> exit({shutdown, table_changed})
    end;
handle({page, Pid, Rows}, #tap{pager = {Pid, _}} = Tap) when is_list(Rows) ->
    lists:foldl(fun snapshot_row/2, Tap#tap{page_asked = false}, Rows);
handle({page, Pid, done}, #tap{pager = {Pid, Monitor}} = Tap) ->
    erlang:demonitor(Monitor, [flush]),
    ready(Tap);
handle({'DOWN', Monitor, process, _, _}, #tap{pager = {_, Monitor}}) ->
    exit({shutdown, snapshot_interrupted});
handle({'DOWN', _, process, Keeper, _}, #tap{keeper = Keeper}) ->
    exit(shutdown);
handle({node_up, Node}, #tap{gone = Gone} = Tap) ->
    Tap#tap{gone = lists:delete(Node, Gone)};
handle({node_down, Node}, #tap{gone = Gone} = Tap) ->
    node_down(Node, Tap#tap{gone = lists:usort([Node | Gone])});
handle(_Other, Tap) ->
    Tap.

%% During a snapshot, what an event said is remembered: see above.
change({put, {_, Node, _, _, _, _}} = Change, #tap{gone = Gone} = Tap) ->
    case Gone =/= [] andalso lists:member(Node, Gone) of
        true -> Tap;
        false -> tell(Change, touch(Change, Tap))
    end;
change({remove, _, _, _} = Change, Tap) ->
    tell(Change, touch(Change, Tap)).

touch(_Change, #tap{pager = undefined} = Tap) -> Tap;
touch({put, {At, Node, _, _, _, _}}, Tap) -> touch_sid({At, Node}, Tap);
touch({remove, Sid, _, _}, Tap) -> touch_sid(Sid, Tap).

touch_sid(_Sid, #tap{touched = Touched, limit = Limit}) when map_size(Touched) > Limit -> exit({shutdown, overflow});
touch_sid(Sid, #tap{touched = Touched} = Tap) -> Tap#tap{touched = Touched#{Sid => true}}.

snapshot_row({At, Node, _, _, _, _} = Row, #tap{touched = Touched, rows_told = Told} = Tap) ->
    case is_map_key({At, Node}, Touched) of
        true -> Tap;
        false -> tell({put, Row}, Tap#tap{rows_told = Told + 1})
    end.

ready(#tap{rows_told = Told, writer = Writer} = Tap) ->
    Sent = send_line(Tap),
    user_presence_writer:tell(Writer, user_presence_json:object([{ev, ready}, {rows, Told}])),
    Sent#tap{pager = undefined, touched = #{}}.

%% The nodes that are left delete its rows, and we hear of each; but a row may have reached us and not them. Only a copy of our own can be asked.
node_down(Node, #tap{source = #{node := Source}} = Tap) when Source =:= node() ->
    Rows = ets:select(user_presence_rows:table(), user_presence_rows:match_of_node(Node)),
    lists:foldl(fun({At, _, User, Host, _, _}, Acc) -> change({remove, {At, Node}, User, Host}, Acc) end, Tap, Rows);
node_down(_Node, Tap) ->
    Tap.

tell(Change, #tap{line = Line} = Tap) ->
    Added = user_presence_rows:add(Change, Line),
    case user_presence_rows:is_full(Added) of
        true -> ask_for_page(send_line(check_backlog(Tap#tap{line = Added})));
        false -> Tap#tap{line = Added}
    end.

send_line(#tap{line = Line, given = Given, writer = Writer, written = Written} = Tap) ->
    case user_presence_rows:count(Line) of
        0 ->
            Tap;
        Count ->
            user_presence_writer:write_rows(Writer, user_presence_rows:line(Line), Count, Written),
            Tap#tap{line = user_presence_rows:empty_line(), given = Given + Count}
    end.

%% The next page is read when what was told before has nearly gone: a reader that is slow holds up the snapshot, and nothing else.
ask_for_page(#tap{pager = {Pid, _}, page_asked = false, limit = Limit} = Tap) ->
    case backlog(Tap) =< Limit div ?PART_AHEAD of
        true ->
            user_presence_pager:next(Pid),
            Tap#tap{page_asked = true};
        false ->
            Tap
    end;
ask_for_page(Tap) ->
    Tap.

backlog(#tap{given = Given, written = Written}) -> Given - counters:get(Written, 1).

%% What waits to be written, and events that have not even been looked at.
check_backlog(#tap{limit = Limit} = Tap) ->
    {message_queue_len, Unread} = process_info(self(), message_queue_len),
    case backlog(Tap) > Limit orelse Unread > Limit of
        true -> exit({shutdown, overflow});
        false -> Tap
    end.
