package org.lampfield.jtapi;

import java.util.List;
import java.util.Map;
import javax.telephony.Connection;
import javax.telephony.TerminalConnection;
import javax.telephony.callcontrol.CallControlConnection;
import javax.telephony.callcontrol.CallControlTerminalConnection;

/** An address's part in a call. */
final class SimulatedParty {
    final SimulatedAddress address;
    final Connection connection;
    private volatile String state;
    private volatile boolean isShown = true;
    private volatile TerminalConnection[] terminals;

    SimulatedParty(SimulatedCall call, SimulatedAddress address) {
        this.address = address;
        this.connection =
                (Connection)
                        Fake.of(
                                "connection of " + address.number,
                                Map.of(
                                        "getState", (unused) -> coreState(),
                                        "getCallControlState", (unused) -> constant(CallControlConnection.class, state),
                                        "getCall", (unused) -> call.face,
                                        "getAddress", (unused) -> address.face,
                                        "getAddressPI", (unused) -> isShown,
                                        "getTerminalConnections", (unused) -> terminals),
                                CallControlConnection.class,
                                SimulatedExtensions.CiscoConnection.class);
    }

    /** @param facts {@code state} in the words of call control, {@code terminals} likewise, {@code hidden} */
    void set(Map<?, ?> facts) {
        state = (String) facts.get("state");
        isShown = facts.get("hidden") != Boolean.TRUE;
        List<?> words = facts.get("terminals") instanceof List<?> list ? list : List.of();
        TerminalConnection[] made = words.stream().map((word) -> terminal((String) word)).toArray(TerminalConnection[]::new);
        terminals = made.length == 0 ? null : made;
    }

    private TerminalConnection terminal(String word) {
        Map<String, Fake.Answer> answers =
                Map.of(
                        "getState", (unused) -> coreTerminalState(word),
                        "getCallControlState", (unused) -> constant(CallControlTerminalConnection.class, word),
                        "getConnection", (unused) -> connection);
        return (TerminalConnection) Fake.of("phone of " + address.number, answers, CallControlTerminalConnection.class);
    }

    private int coreState() {
        switch (state) {
            case "OFFERED":
            case "QUEUED":
                return Connection.INPROGRESS;
            case "ALERTING":
            case "IDLE":
            case "DISCONNECTED":
            case "FAILED":
            case "UNKNOWN":
                return constant(Connection.class, state);
            default:
                return Connection.CONNECTED;
        }
    }

    private static int coreTerminalState(String word) {
        switch (word) {
            case "TALKING":
            case "HELD":
                return TerminalConnection.ACTIVE;
            case "BRIDGED":
            case "INUSE":
                return TerminalConnection.PASSIVE;
            default:
                return constant(TerminalConnection.class, word);
        }
    }

    private static int constant(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name).getInt(null);
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalArgumentException(type.getSimpleName() + " has no " + name, unknown);
        }
    }
}
