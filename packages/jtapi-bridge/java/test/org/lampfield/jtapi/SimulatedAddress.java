package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
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
    volatile boolean isInService = true;

    SimulatedAddress(String number, String partition, SimulatedFaults faults) {
        this.number = number;
        this.partition = partition;
        this.faults = faults;
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
                Map.entry("addCallObserver", (given) -> add("addCallObserver", callObservers, (CallObserver) given[0])),
                Map.entry("removeCallObserver", (arguments) -> remove(callObservers, arguments[0])),
                Map.entry("getCallObservers", (unused) -> arrayOf(callObservers, CallObserver[]::new)));
    }

    /** Null instead of none, and none while nobody observes the calls: as Cisco's does. */
    private Connection[] connections() throws Exception {
        fail("getConnections");
        synchronized (parties) {
            if (parties.isEmpty() || callObservers.isEmpty()) return null;
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
