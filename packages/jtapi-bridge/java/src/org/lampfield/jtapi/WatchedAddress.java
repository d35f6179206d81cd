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

    /**
     * How long an address that was let go and is observed anew may take to come into service. Until then nothing is
     * said of it, because it was in doubt before.
     */
    private static final long OPENING_MS = 5000;
    /**
     * How long the calls of an address that is observed anew may take to come, once it is in service. They come with
     * events, and nothing says which is the last one; of a line without calls there is not even a first. What is read
     * earlier may lack a call that is still ringing.
     */
    private static final long SNAPSHOT_MS = 1000;

    private final Jtapi jtapi;
    private final Object address;
    private final CallReader calls;
    private final Object addressObserver;
    private final Object callObserver;
    /** What the last event about it said; null before the first. */
    private volatile Boolean wasInService;
    /** Since when it may be out of service: when it was last heard to go, or watched anew. */
    private volatile long outSinceNanos = System.nanoTime();
    /** When it was observed, or came into service after that. */
    private volatile long openedNanos = System.nanoTime();
    /** It was observed anew, and the calls it has may still be on their way. */
    private boolean awaitsSnapshot;

    /**
     * @param awaitsSnapshot whether it is observed anew, so that it is not to be believed at once
     * @param onChange called at every event, by any thread
     */
    WatchedAddress(Surroundings surroundings, Object address, boolean awaitsSnapshot, Runnable onChange) {
        this.awaitsSnapshot = awaitsSnapshot;
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
            if (has("getCallObservers/0", callObserver)) return;
            jtapi.address.call(address, "addCallObserver/1", callObserver);
            openedNanos = System.nanoTime();
        } catch (JtapiFailure refused) {
            release();
            throw refused;
        }
    }

    /** It was away, with the provider: what it says of its service at first is not believed again. */
    void doubtService() {
        outSinceNanos = System.nanoTime();
    }

    /** What it says has been told: the calls it has are there. */
    void believe() {
        awaitsSnapshot = false;
    }

    /**
     * For how long yet it is not to be believed, milliseconds: that it is out of service, or, where a snapshot is
     * awaited, what calls it has.
     */
    long doubtMs() {
        if (Boolean.FALSE.equals(isInService())) return leftMs(outSinceNanos, awaitsSnapshot ? OPENING_MS : OUT_OF_SERVICE_MS);
        return awaitsSnapshot ? leftMs(openedNanos, SNAPSHOT_MS) : 0;
    }

    private static long leftMs(long sinceNanos, long ofMs) {
        return Math.max(0, ofMs - (System.nanoTime() - sinceNanos) / 1_000_000);
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
        if (Extensions.find(event, "CiscoAddrInServiceEv").isPresent()) {
            wasInService = Boolean.TRUE;
            openedNanos = System.nanoTime();
        }
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
