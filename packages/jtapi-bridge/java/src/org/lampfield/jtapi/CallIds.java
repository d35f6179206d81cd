package org.lampfield.jtapi;

import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * Names of calls: the same for every line that has a part in one. Cisco's are its own, so they outlive the bridge;
 * other JTAPI calls have none, and get one that no other bridge has given. Used by the worker's thread only.
 */
final class CallIds {
    private static final String PREFIX = "b" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";

    private final Map<Object, String> given = new WeakHashMap<>();
    private long last;

    String of(Object call) {
        return ciscoId(call).orElseGet(() -> given.computeIfAbsent(call, (unused) -> PREFIX + last++));
    }

    /** Number of the node of the cluster where it began, and the call's number there. */
    private static Optional<String> ciscoId(Object call) {
        Optional<Object> id = Extensions.ask(call, "CiscoCall", "getCallID");
        Optional<Object> node = id.flatMap((found) -> Extensions.ask(found, "CiscoCallID", "getCallManagerID"));
        Optional<Object> number = id.flatMap((found) -> Extensions.ask(found, "CiscoCallID", "getGlobalCallID"));
        return node.flatMap((first) -> number.map((second) -> first + "/" + second));
    }
}
