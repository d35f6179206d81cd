package org.lampfield.jtapi;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which lines the parent wants watched, and those that are. Wishes may be made by any thread; the worker's fulfils
 * them.
 */
final class Lines {
    /** Ten times what one CTI provider is meant to carry. */
    private static final int MOST_LINES = 20_000;

    private final Surroundings surroundings;
    private final Map<String, Long> wishes = new ConcurrentHashMap<>();
    /** Of the wishes, those that want new observers. */
    private final Set<String> renewals = ConcurrentHashMap.newKeySet();
    private final Map<String, LineWatch> watches = new HashMap<>();
    /** Null while the provider is not in service. The worker's thread only. */
    private Domain domain;

    Lines(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @param watch the parent's number for this wish; everything said of the line bears it */
    void watch(String number, long watch) {
        if (wishes.size() >= MOST_LINES && !wishes.containsKey(number)) {
            surroundings.outbox().tell(tooMany(number, watch));
            return;
        }
        wishes.put(number, Long.valueOf(watch));
        fulfilSoon(number);
    }

    /** Like {@link #watch}, with observers that are put on anew: for who doubts what the library has of the line. */
    void renew(String number, long watch) {
        renewals.add(number);
        watch(number, watch);
    }

    void unwatch(String number) {
        wishes.remove(number);
        renewals.remove(number);
        fulfilSoon(number);
    }

    /** Reads the line again and says how it is, changed or not. */
    void readAgain(String number) {
        surroundings.worker().submit("again " + number, () -> {
            LineWatch line = watches.get(number);
            Long wish = wishes.get(number);
            if (line == null || wish == null || domain == null) return;
            line.repeat();
            line.read();
        });
    }

    /**
     * The provider came (back) into service. Wishes that waited for it are fulfilled; for lines that were watched
     * before, the parent asks again, at its own pace. The worker's thread only.
     */
    void onInService(Domain newDomain) {
        domain = newDomain;
        for (String number : wishes.keySet()) {
            if (!watches.containsKey(number)) fulfilSoon(number);
        }
    }

    /** Nothing is read until it is back. The worker's thread only. */
    void onOutOfService() {
        domain = null;
    }

    /** Addresses came, went, or may be observed now that were not before. The worker's thread only. */
    void onDomainChanged() {
        if (domain == null) return;
        domain.forget();
        for (String number : wishes.keySet()) surroundings.worker().submit("settle " + number, () -> settle(number));
    }

    /** Takes all observers off, as long as there is time. The worker's thread only. */
    void releaseAll(long untilNanos) {
        for (LineWatch line : watches.values()) {
            if (System.nanoTime() - untilNanos >= 0) return;
            line.release();
        }
        watches.clear();
    }

    private void fulfilSoon(String number) {
        surroundings.worker().submit("fulfil " + number, () -> fulfil(number));
    }

    private void fulfil(String number) {
        Long wish = wishes.get(number);
        if (wish == null) {
            LineWatch line = watches.remove(number);
            if (line != null) line.release();
            surroundings.outbox().tell(Message.of("unwatched").with("dn", number));
        } else if (domain != null) {
            LineWatch line = watches.computeIfAbsent(number, this::newWatch);
            if (renewals.remove(number)) line.renew();
            line.adopt(wish.longValue());
            settle(number);
        }
    }

    private void settle(String number) {
        LineWatch line = watches.get(number);
        if (line != null && domain != null) line.settle(domain);
    }

    private LineWatch newWatch(String number) {
        Worker worker = surroundings.worker();
        return new LineWatch(surroundings, number, () -> worker.submit("read " + number, () -> read(number)));
    }

    private void read(String number) {
        LineWatch line = watches.get(number);
        if (line != null && domain != null) line.read();
    }

    private static Message tooMany(String number, long watch) {
        return Message.of("failed")
                .with("op", "watch")
                .with("reason", "SOURCE_FULL")
                .with("error", "TooManyLines")
                .with("text", "the bridge watches no more than " + MOST_LINES + " lines")
                .with("dn", number)
                .with("watch", watch);
    }
}
