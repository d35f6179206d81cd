%% JSON for what this program says: strings, whole numbers, lists, objects. Erlang has a module of its own only since OTP 27.
-module(user_presence_json).

-export([string/1, value/1, object/1]).

-type value() :: atom() | binary() | integer() | [value()].
-export_type([value/0]).

%% One object, members in the order given.
-spec object([{atom(), value()}]) -> iodata().
object(Members) ->
    [${, lists:join($,, [[string(atom_to_binary(Name, utf8)), $:, value(Value)] || {Name, Value} <- Members]), $}].

-spec value(value()) -> iodata().
value(null) -> <<"null">>;
value(true) -> <<"true">>;
value(false) -> <<"false">>;
value(Atom) when is_atom(Atom) -> string(atom_to_binary(Atom, utf8));
value(Binary) when is_binary(Binary) -> string(Binary);
value(Integer) when is_integer(Integer) -> integer_to_binary(Integer);
value(List) when is_list(List) -> [$[, lists:join($,, [value(Item) || Item <- List]), $]].

%% A JSON string, whatever bytes there are: what is not UTF-8 becomes U+FFFD, byte by byte.
-spec string(binary()) -> iodata().
string(Binary) ->
    case is_plain(Binary) of
        true -> [$", Binary, $"];
        false -> [$", escaped(Binary, []), $"]
    end.

%% Nearly all names are: they go out as they are.
is_plain(<<C, Rest/binary>>) when C >= 16#20, C < 16#7F, C =/= $", C =/= $\\ -> is_plain(Rest);
is_plain(<<>>) -> true;
is_plain(_) -> false.

escaped(<<$", Rest/binary>>, Acc) -> escaped(Rest, [<<"\\\"">> | Acc]);
escaped(<<$\\, Rest/binary>>, Acc) -> escaped(Rest, [<<"\\\\">> | Acc]);
escaped(<<C, Rest/binary>>, Acc) when C < 16#20 -> escaped(Rest, [io_lib:format("\\u~4.16.0b", [C]) | Acc]);
escaped(<<C/utf8, Rest/binary>>, Acc) -> escaped(Rest, [<<C/utf8>> | Acc]);
escaped(<<_, Rest/binary>>, Acc) -> escaped(Rest, [<<16#FFFD/utf8>> | Acc]);
escaped(<<>>, Acc) -> lists:reverse(Acc).
