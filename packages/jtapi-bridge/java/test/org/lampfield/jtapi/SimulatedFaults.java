package org.lampfield.jtapi;

import java.util.HashMap;
import java.util.Map;

/** Which calls of the bridge fail or block, as the test wants it. */
final class SimulatedFaults {
    private final Map<String, Map<?, ?>> failures = new HashMap<>();
    private final Map<String, Boolean> blocked = new HashMap<>();

    /** @param command with {@code at}, {@code dn} and the exception; without a class it mends what was wrong */
    synchronized void set(Map<?, ?> command) {
        String key = key((String) command.get("at"), (String) command.get("dn"));
        if (command.get("class") == null && command.get("code") == null) failures.remove(key);
        else failures.put(key, command);
    }

    synchronized void block(Map<?, ?> command, boolean isBlocked) {
        blocked.put(key((String) command.get("at"), (String) command.get("dn")), Boolean.valueOf(isBlocked));
        notifyAll();
    }

    /** Called by whatever the bridge calls. */
    void pass(String at, String number) throws Exception {
        Map<?, ?> failure;
        synchronized (this) {
            while (blocked.getOrDefault(key(at, number), Boolean.FALSE)) wait();
            failure = failures.get(key(at, number));
        }
        if (failure != null) throw SimulatedFailure.of(failure);
    }

    private static String key(String at, String number) {
        return at + " " + number;
    }
}
