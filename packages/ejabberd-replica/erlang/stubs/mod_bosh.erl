%% ejabberd tells every member of its database to forget what it cached of a node or host; one that cannot puts an error into ejabberd's
%% log. Nothing is cached here.
-module(mod_bosh).
-export([clean_cache/1]).

clean_cache(_NodeOrHost) -> ok.
