package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the calls of one address as they are now. A snapshot instead of a sum of events: an event that was lost, or
 * came while the line was read, is made good by the next. Used by the worker's thread only.
 */
final class CallReader {
    /** Beyond this a line is a queue, and nobody looks at the single call. */
    private static final int MOST_CALLS = 50;

    private final Jtapi jtapi;
    private final PeerReader peers;
    private final CallIds ids;
    private final Object address;

    CallReader(Jtapi jtapi, CallIds ids, Object address) {
        this.jtapi = jtapi;
        this.ids = ids;
        this.peers = new PeerReader(jtapi);
        this.address = address;
    }

    /** One map a call that this address has a part in; a part that ended is none. */
    List<Map<String, Object>> read() throws JtapiFailure {
        List<Map<String, Object>> calls = new ArrayList<>();
        for (Object connection : jtapi.address.list(address, "getConnections/0")) {
            String state = jtapi.connectionState(connection);
            if (state.equals("IDLE") || state.equals("DISCONNECTED") || calls.size() == MOST_CALLS) continue;
            calls.add(describe(state, connection, jtapi.connection.call(connection, "getCall/0")));
        }
        return calls;
    }

    private Map<String, Object> describe(String state, Object connection, Object call) throws JtapiFailure {
        String direction = directionOf(call, state);
        return Message.facts()
                .with("id", ids.of(call))
                .with("state", state)
                .with("terminals", terminalsOf(connection))
                .with("direction", direction)
                .with("peers", peers.read(call, connection, direction))
                .toMap();
    }

    /** One word for each phone of the line that has a part in the call: who shares a line is told apart by them. */
    private List<String> terminalsOf(Object connection) throws JtapiFailure {
        List<String> states = new ArrayList<>();
        for (Object terminal : jtapi.connection.list(connection, "getTerminalConnections/0")) {
            String state = jtapi.terminalState(terminal);
            if (!state.equals("IDLE") && !state.equals("DROPPED")) states.add(state);
        }
        return states;
    }

    /** Some states exist on one side only; for the others, it is who called that decides. Null when neither tells. */
    private String directionOf(Object call, String state) throws JtapiFailure {
        switch (state) {
            case "INITIATED":
            case "DIALING":
                return "out";
            case "OFFERED":
            case "ALERTING":
                return "in";
            default:
                return callerOf(call).map((caller) -> isOwn(caller) ? "out" : "in").orElse(null);
        }
    }

    private Optional<Object> callerOf(Object call) throws JtapiFailure {
        if (!jtapi.controlCall.isOn(call)) return Optional.empty();
        return Optional.ofNullable(jtapi.controlCall.call(call, "getCallingAddress/0"));
    }

    /** By its number too: of a call between two partitions a library may show the other one's address. */
    private boolean isOwn(Object caller) {
        try {
            if (caller.equals(address)) return true;
            Object own = jtapi.address.call(address, "getName/0");
            return own.equals(jtapi.address.call(caller, "getName/0"));
        } catch (JtapiFailure nameless) {
            return false;
        }
    }
}
