package org.lampfield.jtapi;

import java.util.HashMap;
import java.util.Map;

/**
 * Names of the states of one interface, by the numbers the library at hand gives them. The numbers of the
 * specification (Connection.IDLE is 0x30, and so on) are not written down anywhere here, so they cannot be wrong.
 */
final class StateNames {
    private final Map<Integer, String> names = new HashMap<>();

    /**
     * @param wanted the constants, declared by the type itself: call control declares several of the core's names
     *     anew, with other numbers
     */
    StateNames(Class<?> type, String... wanted) throws NotJtapiException {
        for (String name : wanted) names.put(Integer.valueOf(numberOf(type, name)), name);
    }

    /** UNKNOWN for a number that the specification does not know. */
    String of(Object number) {
        return names.getOrDefault(number, "UNKNOWN");
    }

    private static int numberOf(Class<?> type, String name) throws NotJtapiException {
        try {
            return type.getDeclaredField(name).getInt(null);
        } catch (ReflectiveOperationException | RuntimeException absent) {
            throw new NotJtapiException(type.getName() + " has no constant " + name);
        }
    }
}
