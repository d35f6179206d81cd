package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.telephony.Address;
import javax.telephony.AddressObserver;
import javax.telephony.CallObserver;
import javax.telephony.InvalidArgumentException;
import javax.telephony.Provider;
import javax.telephony.ProviderObserver;
import javax.telephony.events.AddrEv;
import javax.telephony.events.CallEv;
import javax.telephony.events.ProvEv;
import javax.telephony.events.ProvObservationEndedEv;
import javax.telephony.events.ProvOutOfServiceEv;
import org.lampfield.jtapi.SimulatedExtensions.CiscoAddrCreatedEv;
import org.lampfield.jtapi.SimulatedExtensions.CiscoAddrInServiceEv;
import org.lampfield.jtapi.SimulatedExtensions.CiscoAddrOutOfServiceEv;
import org.lampfield.jtapi.SimulatedExtensions.CiscoAddrRemovedEv;
import org.lampfield.jtapi.SimulatedExtensions.CiscoProvider;

/** A phone system behind javax.telephony that does what the test tells it, in the words of JTAPI. */
final class SimulatedPhoneSystem {
    /** How long each step of opening a line takes. */
    private static final long OPENING_STEP_MS = 200;

    final Provider provider;
    private final SimulatedFaults faults = new SimulatedFaults();
    /** Those of the user, and those that only have parts in calls. */
    private final Map<String, SimulatedAddress> own = new LinkedHashMap<>();
    private final Map<String, SimulatedAddress> others = new HashMap<>();
    private final Map<String, SimulatedCall> calls = new HashMap<>();
    private final Set<ProviderObserver> observers = new CopyOnWriteArraySet<>();
    private final ScheduledExecutorService events =
            Executors.newSingleThreadScheduledExecutor((task) -> daemon(task));
    /** Changes of calls that the CTIManager knows of and the library was not told: it is when it opens the line anew. */
    private final List<Map<?, ?>> lost = new ArrayList<>();
    private volatile int state = Provider.OUT_OF_SERVICE;
    private volatile boolean isShutDown;

    SimulatedPhoneSystem() {
        provider = (Provider) Fake.of("simulated provider", answers(), Provider.class, CiscoProvider.class);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, Fake.EVENT_THREAD);
        thread.setDaemon(true);
        return thread;
    }

    boolean isShutDown() {
        return isShutDown;
    }

    /** @return what the test is answered */
    synchronized Message obey(Map<?, ?> command) {
        Message done = Message.facts();
        switch ((String) command.get("do")) {
            case "state" -> setState((String) command.get("state"));
            case "flicker" -> tellProvider(ProvOutOfServiceEv.class);
            case "endObservation" -> endObservation();
            case "address" -> setAddress(command);
            case "remove" -> remove(command);
            case "call" -> setCall(command);
            case "lose" -> lost.add(command);
            case "throw" -> faults.set(command);
            case "block" -> faults.block(command, true);
            case "unblock" -> faults.block(command, false);
            case "takeOff" -> takeOff(command);
            case "print" -> System.out.println(command.get("text"));
            case "count" -> count(done);
            default -> throw new IllegalArgumentException("unknown: " + command.get("do"));
        }
        return done;
    }

    /** What the real library does when it loses its CTIManager. */
    void lose() {
        setState("OUT_OF_SERVICE");
    }

    private void setState(String word) {
        switch (word) {
            case "IN_SERVICE" -> state = Provider.IN_SERVICE;
            case "SHUTDOWN" -> state = Provider.SHUTDOWN;
            default -> state = Provider.OUT_OF_SERVICE;
        }
        tellProvider(state == Provider.OUT_OF_SERVICE ? ProvOutOfServiceEv.class : ProvEv.class);
    }

    private void endObservation() {
        tellProvider(ProvObservationEndedEv.class);
    }

    private void setAddress(Map<?, ?> command) {
        String number = (String) command.get("dn");
        String partition = (String) command.get("partition");
        String key = key(number, partition);
        boolean isNew = !own.containsKey(key);
        SimulatedAddress address = own.computeIfAbsent(key, (unused) -> findOther(number, partition));
        boolean isInService = !"OUT_OF_SERVICE".equals(command.get("state"));
        boolean hasChanged = address.isInService != isInService;
        address.isInService = isInService;
        if (isNew) tellProvider(CiscoAddrCreatedEv.class);
        if (hasChanged) tellAddress(address, isInService ? CiscoAddrInServiceEv.class : CiscoAddrOutOfServiceEv.class);
    }

    private void remove(Map<?, ?> command) {
        own.remove(key((String) command.get("dn"), (String) command.get("partition")));
        tellProvider(CiscoAddrRemovedEv.class);
    }

    private void setCall(Map<?, ?> command) {
        SimulatedCall call = calls.computeIfAbsent((String) command.get("call"), SimulatedCall::new);
        for (SimulatedAddress address : call.set(command, this::findAny)) {
            if (command.get("silent") != Boolean.TRUE) tellCalls(address, call);
        }
    }

    /**
     * A line is opened: as Cisco's library does it, it is out of service for a moment, then in service, and then its
     * calls come with events. Only where something was lost, because it takes time.
     */
    private synchronized void open(SimulatedAddress address) {
        if (lost.isEmpty()) return;
        address.isOpening = true;
        address.isInService = false;
        events.schedule(() -> bringIntoService(address), OPENING_STEP_MS, TimeUnit.MILLISECONDS);
    }

    private synchronized void bringIntoService(SimulatedAddress address) {
        address.isInService = true;
        tellAddress(address, CiscoAddrInServiceEv.class);
        events.schedule(() -> tellCallsOf(address), OPENING_STEP_MS, TimeUnit.MILLISECONDS);
    }

    private synchronized void tellCallsOf(SimulatedAddress address) {
        address.isOpening = false;
        for (Map<?, ?> command : lost) setCall(command);
        lost.clear();
        for (CallObserver observer : address.callObservers) observer.callChangedEvent(new CallEv[0]);
    }

    /** A library that forgets its observers. */
    private void takeOff(Map<?, ?> command) {
        SimulatedAddress address = findAny((String) command.get("dn"), (String) command.get("partition"));
        address.observers.clear();
        address.callObservers.clear();
    }

    private void count(Message done) {
        int onAddresses = 0;
        int onCalls = 0;
        for (SimulatedAddress address : own.values()) {
            onAddresses += address.observers.size();
            onCalls += address.callObservers.size();
        }
        done.with("providerObservers", observers.size())
                .with("addressObservers", onAddresses)
                .with("callObservers", onCalls)
                .with("callsFromEvents", Fake.CALLS_FROM_EVENTS.get());
    }

    private SimulatedAddress findAny(String number, String partition) {
        SimulatedAddress found = own.get(key(number, partition));
        return found == null ? findOther(number, partition) : found;
    }

    private SimulatedAddress findOther(String number, String partition) {
        return others.computeIfAbsent(key(number, partition), (unused) -> new SimulatedAddress(number, partition, faults, this::open));
    }

    private static String key(String number, String partition) {
        return number + "@" + (partition == null ? "" : partition);
    }

    private Map<String, Fake.Answer> answers() {
        return Map.of(
                "getState", (unused) -> state,
                "getName", (unused) -> "simulated",
                "getAddress", (arguments) -> getAddress((String) arguments[0]),
                "getAddresses", (arguments) -> arguments == null ? listAll() : listOf((String) arguments[0]),
                "addObserver", (arguments) -> observers.add((ProviderObserver) arguments[0]) ? null : null,
                "removeObserver", (arguments) -> observers.remove((ProviderObserver) arguments[0]) ? null : null,
                "shutdown", (unused) -> shutDown());
    }

    private Address getAddress(String number) throws Exception {
        faults.pass("getAddress", number);
        Address[] found = listOf(number);
        if (found != null) return found[0];
        throw new InvalidArgumentException("Address " + number + " is not in provider's domain.");
    }

    private synchronized Address[] listAll() {
        return own.values().stream().map((address) -> address.face).toArray(Address[]::new);
    }

    private synchronized Address[] listOf(String number) {
        List<Address> found = new ArrayList<>();
        for (SimulatedAddress address : own.values()) {
            if (address.number.equals(number)) found.add(address.face);
        }
        return found.isEmpty() ? null : found.toArray(new Address[0]);
    }

    private Object shutDown() throws Exception {
        faults.pass("shutdown", null);
        isShutDown = true;
        setState("SHUTDOWN");
        return null;
    }

    private void tellProvider(Class<?> type) {
        ProvEv[] told = {(ProvEv) Fake.of(type.getSimpleName(), Map.of("getProvider", (unused) -> provider), type)};
        for (ProviderObserver observer : observers) events.execute(() -> observer.providerChangedEvent(told));
    }

    private void tellAddress(SimulatedAddress address, Class<?> type) {
        AddrEv[] told = {(AddrEv) Fake.of(type.getSimpleName(), Map.of("getAddress", (unused) -> address.face), type)};
        for (AddressObserver observer : address.observers) events.execute(() -> observer.addressChangedEvent(told));
    }

    private void tellCalls(SimulatedAddress address, SimulatedCall call) {
        CallEv[] told = {(CallEv) Fake.of("CallEv", Map.of("getCall", (unused) -> call.face), CallEv.class)};
        for (CallObserver observer : address.callObservers) events.execute(() -> observer.callChangedEvent(told));
    }
}
