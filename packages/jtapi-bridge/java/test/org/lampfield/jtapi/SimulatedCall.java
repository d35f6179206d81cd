package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.telephony.Address;
import javax.telephony.Call;
import javax.telephony.Connection;
import javax.telephony.callcontrol.CallControlCall;

/** A call: who has a part in it, and who called whom. */
final class SimulatedCall {
    final Call face;
    private final Map<SimulatedAddress, SimulatedParty> parties = new LinkedHashMap<>();
    private volatile Map<?, ?> facts = Map.of();
    private volatile Address calling;
    private volatile Address called;

    SimulatedCall(String id) {
        this.face = (Call) Fake.of(id, answers(), CallControlCall.class, SimulatedExtensions.CiscoCall.class);
    }

    /**
     * Makes the call what the test says, whatever it was.
     *
     * @param newFacts {@code parties}, {@code number}, {@code calling}, {@code called}, {@code callingName}, {@code
     *     calledName}, {@code callingHidden}, {@code calledHidden}
     * @param find gives the address of a number and a partition, making one when there is none
     * @return all addresses that have or had a part in it
     */
    synchronized List<SimulatedAddress> set(Map<?, ?> newFacts, BiFunction<String, String, SimulatedAddress> find) {
        List<SimulatedAddress> concerned = new ArrayList<>(parties.keySet());
        facts = newFacts;
        calling = addressOf((String) newFacts.get("calling"), find);
        called = addressOf((String) newFacts.get("called"), find);
        List<SimulatedAddress> present = new ArrayList<>();
        for (Object party : (List<?>) newFacts.get("parties")) present.add(setParty((Map<?, ?>) party, find));
        for (SimulatedAddress address : concerned) {
            if (!present.contains(address)) leave(address);
        }
        concerned.addAll(present);
        return concerned;
    }

    private SimulatedAddress setParty(Map<?, ?> party, BiFunction<String, String, SimulatedAddress> find) {
        SimulatedAddress address = find.apply((String) party.get("dn"), (String) party.get("partition"));
        SimulatedParty known = parties.get(address);
        SimulatedParty made = known == null ? new SimulatedParty(this, address) : known;
        made.set(party);
        parties.put(address, made);
        synchronized (address.parties) {
            if (known == null) address.parties.add(made);
        }
        return address;
    }

    private void leave(SimulatedAddress address) {
        SimulatedParty gone = parties.remove(address);
        synchronized (address.parties) {
            address.parties.remove(gone);
        }
    }

    private static Address addressOf(String number, BiFunction<String, String, SimulatedAddress> find) {
        return number == null ? null : find.apply(number, null).face;
    }

    private synchronized Connection[] connections() {
        if (parties.isEmpty()) return null;
        return parties.values().stream().map((party) -> party.connection).toArray(Connection[]::new);
    }

    /** Null unless the test gives it a number. */
    private Object callId() {
        if (!(facts.get("number") instanceof Long number)) return null;
        Map<String, Fake.Answer> parts =
                Map.of("getCallManagerID", (unused) -> 1, "getGlobalCallID", (unused) -> number.intValue());
        return Fake.of("call id", parts, SimulatedExtensions.CiscoCallID.class);
    }

    private Map<String, Fake.Answer> answers() {
        return Map.ofEntries(
                Map.entry("getConnections", (unused) -> connections()),
                Map.entry("getCallID", (unused) -> callId()),
                Map.entry("getCallingAddress", (unused) -> calling),
                Map.entry("getCalledAddress", (unused) -> called),
                Map.entry("getCurrentCallingAddress", (unused) -> calling),
                Map.entry("getCurrentCalledAddress", (unused) -> called),
                Map.entry("getCurrentCallingPartyDisplayName", (unused) -> facts.get("callingName")),
                Map.entry("getCurrentCalledPartyDisplayName", (unused) -> facts.get("calledName")),
                Map.entry("getCurrentCallingDisplayNamePI", (unused) -> facts.get("callingHidden") != Boolean.TRUE),
                Map.entry("getCurrentCalledDisplayNamePI", (unused) -> facts.get("calledHidden") != Boolean.TRUE),
                Map.entry("getCallingAddressPI", (unused) -> facts.get("callingHidden") != Boolean.TRUE),
                Map.entry("getCalledAddressPI", (unused) -> facts.get("calledHidden") != Boolean.TRUE));
    }
}
