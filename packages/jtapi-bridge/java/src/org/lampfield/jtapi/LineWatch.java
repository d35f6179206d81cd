package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One watched number: all its addresses, and what was last said of them. Used by the worker's thread only. */
final class LineWatch {
    private final Surroundings surroundings;
    private final Failures failures;
    private final Outbox outbox;
    private final String number;
    private final Runnable onChange;
    private final Map<Object, WatchedAddress> addresses = new LinkedHashMap<>();
    private long watch;
    private Object lastTold;
    /** Its observers were taken off to be put on anew, and what has come of that has not been told yet. */
    private boolean isRenewed;
    /** It will be looked at again by itself. */
    private volatile boolean isLookedAtLater;

    /** @param onChange called at every event, by any thread */
    LineWatch(Surroundings surroundings, String number, Runnable onChange) {
        this.surroundings = surroundings;
        this.failures = surroundings.failures();
        this.outbox = surroundings.outbox();
        this.number = number;
        this.onChange = onChange;
    }

    /** From now on the line is watched under this number of its parent's, who is told how it is in any case. */
    void adopt(long newWatch) {
        watch = newWatch;
        repeat();
        for (WatchedAddress address : addresses.values()) address.doubtService();
    }

    /**
     * Lets go of the line, so that {@link #settle} observes it anew. JTAPI answers every question about calls from the
     * library's own objects, which only events change; to read them again asks nobody. But whoever begins to observe
     * an address has to be told of the calls it has (JTAPI's CAUSE_SNAPSHOT), and Cisco's library opens a line with its
     * first call observer and closes it with the last. The bridge has the only provider of its process and one call
     * observer a line, so nothing of the old calls is kept, and the CTIManager is asked for those there are.
     */
    void renew() {
        release();
        isRenewed = true;
    }

    /** Says how it is when it is read next, changed or not. */
    void repeat() {
        lastTold = null;
    }

    /** Sees to it that exactly the number's present addresses are observed, then reads them. */
    void settle(Domain domain) {
        try {
            observe(domain.addressesOf(number));
        } catch (JtapiFailure failure) {
            release();
            tellFailure("watch", failure);
        } catch (RuntimeException unforeseen) {
            release();
            tellFailure("watch", new JtapiFailure(unforeseen));
        }
        read();
    }

    /**
     * Reads the line, if it is observed, and says what is new. One that cannot be read stays observed: the next event
     * may find it well again.
     */
    void read() {
        try {
            if (!addresses.isEmpty()) tellCalls();
        } catch (JtapiFailure failure) {
            tellFailure("read", failure);
        } catch (RuntimeException unforeseen) {
            tellFailure("read", new JtapiFailure(unforeseen));
        }
    }

    /** Takes all observers off. */
    void release() {
        for (WatchedAddress address : addresses.values()) address.release();
        addresses.clear();
    }

    /**
     * Of several addresses some may be forbidden (a restricted line in a partition of its own): the others are
     * observed all the same, and the operator is told.
     *
     * @throws JtapiFailure when not one can be observed
     */
    private void observe(List<Object> wanted) throws JtapiFailure {
        for (Object old : List.copyOf(addresses.keySet())) {
            if (!wanted.contains(old)) addresses.remove(old).release();
        }
        JtapiFailure refused = null;
        for (Object address : wanted) {
            try {
                addresses.computeIfAbsent(address, this::newAddress).observe();
            } catch (JtapiFailure failure) {
                addresses.remove(address);
                refused = failure;
            }
        }
        if (refused == null) return;
        if (addresses.isEmpty()) throw refused;
        outbox.tell(failures.describe("observe", refused).with("dn", number).with("watch", watch));
    }

    private WatchedAddress newAddress(Object address) {
        return new WatchedAddress(surroundings, address, isRenewed, onChange);
    }

    private void tellCalls() throws JtapiFailure {
        long doubtMs = addresses.values().stream().mapToLong(WatchedAddress::doubtMs).max().orElse(0);
        if (doubtMs > 0) lookLater(doubtMs);
        else tellNow();
    }

    private void lookLater(long delayMs) {
        if (isLookedAtLater) return;
        isLookedAtLater = true;
        surroundings.worker().callLater(
                () -> {
                    isLookedAtLater = false;
                    onChange.run();
                },
                delayMs);
    }

    private void tellNow() throws JtapiFailure {
        List<Map<String, Object>> facts = new ArrayList<>();
        for (WatchedAddress address : addresses.values()) facts.add(address.read(labelOf(address, facts.size())));
        isRenewed = false;
        for (WatchedAddress address : addresses.values()) address.believe();
        if (facts.equals(lastTold)) return;
        lastTold = facts;
        outbox.tellLatest(number, Message.of("line").with("dn", number).with("watch", watch).with("addresses", facts));
    }

    private String labelOf(WatchedAddress address, int index) {
        String counted = index == 0 ? number : number + "#" + (index + 1);
        return address.partition().map((partition) -> number + "@" + partition).orElse(counted);
    }

    private void tellFailure(String operation, JtapiFailure failure) {
        Message message = failures.describe(operation, failure).with("dn", number).with("watch", watch);
        if (message.toMap().equals(lastTold)) return;
        lastTold = message.toMap();
        outbox.tellLatest(number, message);
    }
}
