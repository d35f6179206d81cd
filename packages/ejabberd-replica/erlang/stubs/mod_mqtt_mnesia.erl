%% ejabberd asks every member of its database who subscribed to an MQTT topic, and fails to route when one does not know the question.
%% Nobody subscribes here.
-module(mod_mqtt_mnesia).
-export([mqtree_match/1]).

mqtree_match(_Topic) -> [].
