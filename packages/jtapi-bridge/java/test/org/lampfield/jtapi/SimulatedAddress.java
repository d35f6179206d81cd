package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import javax.telephony.Address;
import javax.telephony.AddressObserver;
import javax.telephony.CallObserver;
import javax.telephony.Connection;
import org.lampfield.jtapi.SimulatedExtensions.CiscoAddress;

/** A number in a partition, with whoever observes it and its parts in calls. */
final class SimulatedAddress {
    final String number;
    final String partition;
    final Address face;
    final Set<AddressObserver> observers = new CopyOnWriteArraySet<>();
    final Set<CallObserver> callObservers = new CopyOnWriteArraySet<>();
    final List<SimulatedParty> parties = new ArrayList<>();
    private final SimulatedFaults faults;
    private final Consumer<SimulatedAddress> onOpen;
    volatile boolean isInService = true;
    /** Its first call observer has been put on, and the CTIManager has not said yet which calls it has. */
    volatile boolean isOpening;

    /** @param onOpen told when its first call observer is put on */
    SimulatedAddress(String number, String partition, SimulatedFaults faults, Consumer<SimulatedAddress> onOpen) {
        this.number = number;
        this.partition = partition;
        this.faults = faults;
        this.onOpen = onOpen;
        this.face = (Address) Fake.of(number, answers(), Address.class, CiscoAddress.class);
    }

    private Map<String, Fake.Answer> answers() {
        return Map.ofEntries(
                Map.entry("getName", (unused) -> number),
                Map.entry("getPartition", (unused) -> partition),
                Map.entry("getState", (unused) -> isInService ? CiscoAddress.IN_SERVICE : CiscoAddress.OUT_OF_SERVICE),
                Map.entry("getConnections", (unused) -> connections()),
                Map.entry("addObserver", (arguments) -> add("addObserver", observers, (AddressObserver) arguments[0])),
                Map.entry("removeObserver", (arguments) -> remove(observers, arguments[0])),
                Map.entry("getObservers", (unused) -> arrayOf(observers, AddressObserver[]::new)),
                Map.entry("addCallObserver", (arguments) -> observeCalls((CallObserver) arguments[0])),
                Map.entry("removeCallObserver", (arguments) -> remove(callObservers, arguments[0])),
                Map.entry("getCallObservers", (unused) -> arrayOf(callObservers, CallObserver[]::new)));
    }

    /** Null instead of none, and none while nobody observes the calls: as Cisco's does. */
    private Connection[] connections() throws Exception {
        fail("getConnections");
        synchronized (parties) {
            if (parties.isEmpty() || callObservers.isEmpty() || isOpening) return null;
            return parties.stream().map((party) -> party.connection).toArray(Connection[]::new);
        }
    }

    /** Faults are of a number, or of a number in one partition. */
    private void fail(String at) throws Exception {
        faults.pass(at, number);
        faults.pass(at, number + "@" + partition);
    }

    private static <O> O[] arrayOf(Set<O> set, IntFunction<O[]> make) {
        return set.isEmpty() ? null : set.toArray(make);
    }

    private Object observeCalls(CallObserver observer) throws Exception {
        boolean isFirst = callObservers.isEmpty();
        add("addCallObserver", callObservers, observer);
        if (isFirst) onOpen.accept(this);
        return null;
    }

    private <O> Object add(String at, Set<O> to, O observer) throws Exception {
        fail(at);
        to.add(observer);
        return null;
    }

    private Object remove(Set<?> from, Object observer) throws Exception {
        fail("removeObserver");
        from.remove(observer);
        return null;
    }
}
