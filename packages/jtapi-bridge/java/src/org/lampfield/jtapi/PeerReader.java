package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads who else has a part in a call. A number or a name whose owner wants it hidden (Cisco's presentation
 * indicators) does not leave the bridge. Used by the worker's thread only.
 */
final class PeerReader {
    /** A larger conference is known by its size, not by its members. */
    private static final int MOST_PEERS = 50;

    private final Jtapi jtapi;

    PeerReader(Jtapi jtapi) {
        this.jtapi = jtapi;
    }

    /**
     * One map for each other party that has not left. While the network shows none (what was dialled is not routed
     * yet, or leaves the phone system), the far end as the call itself names it, without a state.
     */
    List<Map<String, Object>> read(Object call, Object own, String direction) throws JtapiFailure {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Object connection : jtapi.call.list(call, "getConnections/0")) {
            if (connection.equals(own) || found.size() == MOST_PEERS) continue;
            String state = jtapi.connectionState(connection);
            if (state.equals("IDLE") || state.equals("DISCONNECTED")) continue;
            found.add(describe(call, connection, state));
        }
        return found.isEmpty() ? announced(call, direction) : found;
    }

    private Map<String, Object> describe(Object call, Object connection, String state) throws JtapiFailure {
        Object address = jtapi.connection.call(connection, "getAddress/0");
        boolean isShown = !isForbidden(connection, "CiscoConnection", "getAddressPI");
        String number = numberOf(address);
        return Message.facts()
                .with("state", state)
                .with("number", isShown ? number : null)
                .with("name", isShown ? nameOf(call, number).orElse(null) : null)
                .toMap();
    }

    private List<Map<String, Object>> announced(Object call, String direction) throws JtapiFailure {
        if (direction == null || !jtapi.controlCall.isOn(call)) return List.of();
        boolean isIncoming = direction.equals("in");
        if (isForbidden(call, "CiscoCall", isIncoming ? "getCallingAddressPI" : "getCalledAddressPI")) return List.of();
        String number = numberOf(jtapi.controlCall.call(call, isIncoming ? "getCallingAddress/0" : "getCalledAddress/0"));
        if (number == null) return List.of();
        return List.of(Message.facts().with("number", number).with("name", nameOf(call, number).orElse(null)).toMap());
    }

    private String numberOf(Object address) throws JtapiFailure {
        return address == null ? null : (String) jtapi.address.call(address, "getName/0");
    }

    /** Cisco knows the names of the two that talk now; which of them it is shows their number. */
    private Optional<String> nameOf(Object call, String number) throws JtapiFailure {
        if (number == null) return Optional.empty();
        if (isNumberOf(call, "getCurrentCallingAddress", number)) {
            return displayName(call, "getCurrentCallingPartyDisplayName", "getCurrentCallingDisplayNamePI");
        }
        if (isNumberOf(call, "getCurrentCalledAddress", number)) {
            return displayName(call, "getCurrentCalledPartyDisplayName", "getCurrentCalledDisplayNamePI");
        }
        return Optional.empty();
    }

    private boolean isNumberOf(Object call, String method, String number) throws JtapiFailure {
        Object address = Extensions.ask(call, "CiscoCall", method).orElse(null);
        return number.equals(numberOf(address));
    }

    private static Optional<String> displayName(Object call, String method, String indicator) {
        if (isForbidden(call, "CiscoCall", indicator)) return Optional.empty();
        return Extensions.ask(call, "CiscoCall", method).map(Object::toString).filter((name) -> !name.isBlank());
    }

    private static boolean isForbidden(Object target, String extension, String indicator) {
        return Extensions.ask(target, extension, indicator).filter(Boolean.FALSE::equals).isPresent();
    }
}
