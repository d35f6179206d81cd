package org.lampfield.jtapi;

import java.util.Map;
import java.util.Optional;

/**
 * One address with the two observers the bridge has on it. Used by the worker's thread; only the observers themselves
 * are called by the library's.
 */
final class WatchedAddress {
    /**
     * How long an address has to be out of service before that is told. Cisco's library says so of each for a moment
     * when it opens the line, and of all of them just before it says that it has lost the CTIManager: neither is
     * about the phone.
     */
    private static final long OUT_OF_SERVICE_MS = 1000;

    private final Jtapi jtapi;
    private final Object address;
    private final CallReader calls;
    private final Object addressObserver;
    private final Object callObserver;
    /** What the last event about it said; null before the first. */
    private volatile Boolean wasInService;
    /** Since when it may be out of service: when it was last heard to go, or watched anew. */
    private volatile long outSinceNanos = System.nanoTime();

    /** @param onChange called at every event, by any thread */
    WatchedAddress(Surroundings surroundings, Object address, Runnable onChange) {
        this.jtapi = surroundings.jtapi();
        this.address = address;
        this.calls = new CallReader(jtapi, surroundings.callIds(), address);
        this.addressObserver =
                Observers.make(
                        jtapi.addressObserver,
                        "com.cisco.jtapi.extensions.CiscoAddressObserver",
                        (events) -> {
                            for (Object event : events) noteService(event);
                            onChange.run();
                        });
        this.callObserver = Observers.make(jtapi.callObserver, "", (events) -> onChange.run());
    }

    Object address() {
        return address;
    }

    /**
     * Puts on whichever observer is not there, also one that the library took off by itself. The address's first:
     * Cisco opens the line with the call observer, and tells the address observer how that went.
     */
    void observe() throws JtapiFailure {
        if (!has("getObservers/0", addressObserver)) jtapi.address.call(address, "addObserver/1", addressObserver);
        try {
            if (!has("getCallObservers/0", callObserver)) jtapi.address.call(address, "addCallObserver/1", callObserver);
        } catch (JtapiFailure refused) {
            release();
            throw refused;
        }
    }

    /** It was away, with the provider: what it says of its service at first is not believed again. */
    void doubtService() {
        outSinceNanos = System.nanoTime();
    }

    /**
     * For how long yet it is not to be believed that the address is out of service, milliseconds; 0 when it is in
     * service, or out for long enough.
     */
    long doubtMs() {
        if (!Boolean.FALSE.equals(isInService())) return 0;
        return Math.max(0, OUT_OF_SERVICE_MS - (System.nanoTime() - outSinceNanos) / 1_000_000);
    }

    /** Takes both observers off. That it is not possible (the provider is gone) does not matter. */
    void release() {
        takeOff("removeCallObserver/1", callObserver);
        takeOff("removeObserver/1", addressObserver);
    }

    /** @param label names the address among those of its line */
    Map<String, Object> read(String label) throws JtapiFailure {
        return Message.facts().with("address", label).with("inService", isInService()).with("calls", calls.read()).toMap();
    }

    /** Which of several addresses of a number this is; empty where the library does not tell. */
    Optional<String> partition() {
        return Extensions.ask(address, "CiscoAddress", "getPartition")
                .map(Object::toString)
                .filter((name) -> !name.isBlank());
    }

    /** Cisco: in service as long as one phone with the line is. Null where the library does not tell. */
    private Boolean isInService() {
        return Extensions.askState(address, "CiscoAddress", "getState", "SERVICE")
                .map("IN_SERVICE"::equals)
                .orElse(wasInService);
    }

    private void noteService(Object event) {
        if (Extensions.find(event, "CiscoAddrInServiceEv").isPresent()) wasInService = Boolean.TRUE;
        if (!Extensions.find(event, "CiscoAddrOutOfServiceEv").isPresent()) return;
        wasInService = Boolean.FALSE;
        outSinceNanos = System.nanoTime();
    }

    private boolean has(String list, Object observer) throws JtapiFailure {
        for (Object present : jtapi.address.list(address, list)) {
            if (present == observer) return true;
        }
        return false;
    }

    private void takeOff(String call, Object observer) {
        try {
            jtapi.address.call(address, call, observer);
        } catch (JtapiFailure gone) {
            return;
        }
    }
}
