%% What ejabberd's session table looks like, and how its rows are told: one array each, in lines of many.
%%
%%   {"ev":"rows","nodes":["ejabberd@a"],"rows":[[0,1795323712000009,"ann","a.org","desk",5],[0,1795323700000001,"bob","a.org"]]}
%%
%% node (place in "nodes"), when the session opened (microseconds), user, host and, for a session that is there, resource and priority
%% (null before its first presence). Without the last two the session has ended.
-module(user_presence_rows).

-export([table/0, attributes/0, match/0, match_of_node/1, from_event/1]).
-export([empty_line/0, is_full/1, add/2, count/1, line/1]).

-type sid() :: {erlang:timestamp(), node()}.
-type row() :: {erlang:timestamp(), node(), binary(), binary(), binary(), integer() | undefined}.
-type change() :: {put, row()} | {remove, sid(), User :: binary(), Host :: binary()}.
-export_type([sid/0, row/0, change/0]).

%% Rows of a line, and its bytes: whichever is reached first. What reads us never has to hold a long line.
-define(MOST_ROWS, 500).
-define(MOST_BYTES, 65536).
%% Parts of an address have at most 1023 bytes (RFC 6122, section 2.1). What is longer was not written by ejabberd.
-define(MOST_NAME_BYTES, 1023).

-record(line, {rows = [], count = 0, bytes = 0, nodes = []}).

table() -> session.

%% The record since 2013 (ejabberd 13.03). Any other shape is refused: reading it wrongly would be worse than not at all.
attributes() -> [sid, usr, us, priority, info].

%% Match specification that gives row(): what nobody needs (addresses of clients) does not even leave ejabberd.
match() ->
    Row = {{'$1', {node, '$2'}, '$3', '$4', '$5', '$6'}},
    [{{session, {'$1', '$2'}, {'$3', '$4', '$5'}, '_', '$6', '_'}, [{is_pid, '$2'}], [Row]}].

%% The same for the rows of one node.
match_of_node(Node) ->
    [{Head, Guards, Body}] = match(),
    [{Head, Guards ++ [{'=:=', {node, '$2'}, Node}], Body}].

%% From the subscription `detailed`. ignore: a deletion of what was not there. unknown: the table itself was changed.
-spec from_event(tuple()) -> {ok, [change()]} | unknown.
from_event({write, session, Record, _Old, _Activity}) -> {ok, put_of(Record)};
from_event({delete, session, _What, Old, _Activity}) -> {ok, lists:flatmap(fun remove_of/1, Old)};
from_event(_Other) -> unknown.

put_of({session, {At, Pid}, {User, Host, Resource}, _Us, Priority, _Info}) when is_pid(Pid) ->
    [{put, {At, node(Pid), User, Host, Resource, Priority}}];
put_of(_Odd) -> [].

remove_of({session, {At, Pid}, {User, Host, _Resource}, _Us, _Priority, _Info}) when is_pid(Pid) ->
    [{remove, {At, node(Pid)}, User, Host}];
remove_of(_Odd) -> [].

empty_line() -> #line{}.

is_full(#line{count = Count, bytes = Bytes}) -> Count >= ?MOST_ROWS orelse Bytes >= ?MOST_BYTES.

count(#line{count = Count}) -> Count.

%% A row that cannot be one of ejabberd's is left out.
-spec add(change(), #line{}) -> #line{}.
add({put, {At, Node, User, Host, Resource, Priority}}, Line) ->
    case is_name(User) andalso is_name(Host) andalso is_name(Resource) andalso is_at(At) of
        true -> add_row(At, Node, [User, Host, Resource], [$,, priority(Priority)], Line);
        false -> Line
    end;
add({remove, {At, Node}, User, Host}, Line) ->
    case is_name(User) andalso is_name(Host) andalso is_at(At) of
        true -> add_row(At, Node, [User, Host], [], Line);
        false -> Line
    end.

add_row(At, Node, Names, End, #line{rows = Rows, count = Count, bytes = Bytes, nodes = Nodes} = Line) ->
    {Place, NewNodes} = place_of(Node, Nodes),
    Strings = [[$,, user_presence_json:string(Name)] || Name <- Names],
    Row = iolist_to_binary([$[, integer_to_binary(Place), $,, integer_to_binary(microseconds(At)), Strings, End, $]]),
    Line#line{rows = [Row | Rows], count = Count + 1, bytes = Bytes + byte_size(Row), nodes = NewNodes}.

place_of(Node, Nodes) -> place_of(Node, Nodes, Nodes, 0).

place_of(Node, [Node | _], Nodes, Place) -> {Place, Nodes};
place_of(Node, [_ | Rest], Nodes, Place) -> place_of(Node, Rest, Nodes, Place + 1);
place_of(Node, [], Nodes, Place) -> {Place, Nodes ++ [Node]}.

line(#line{rows = Rows, nodes = Nodes}) ->
    [<<"{\"ev\":\"rows\",\"nodes\":">>, user_presence_json:value(Nodes), <<",\"rows\":[">>, lists:join($,, lists:reverse(Rows)), <<"]}">>].

is_name(Name) -> is_binary(Name) andalso byte_size(Name) =< ?MOST_NAME_BYTES.

is_at({Mega, Seconds, Micro}) -> is_integer(Mega) andalso is_integer(Seconds) andalso is_integer(Micro);
is_at(_) -> false.

microseconds({Mega, Seconds, Micro}) -> (Mega * 1000000 + Seconds) * 1000000 + Micro.

priority(Priority) when is_integer(Priority) -> integer_to_binary(Priority);
priority(_) -> <<"null">>.
