package org.lampfield.jtapi;

import java.lang.reflect.Constructor;
import java.util.Map;
import javax.telephony.PlatformException;

/** Makes the exceptions of the library at hand from their names. */
final class SimulatedFailure {
    private SimulatedFailure() {}

    /** Cisco's kind of PlatformException: with a number that says more. */
    static final class CodedException extends PlatformException implements SimulatedExtensions.CiscoJtapiException {
        private static final long serialVersionUID = 1L;

        private final int code;

        CodedException(String text, int code) {
            super(text);
            this.code = code;
        }

        @Override
        public int getErrorCode() {
            return code;
        }
    }

    /** @param command with {@code class}, {@code text}, and perhaps {@code code} */
    static Exception of(Map<?, ?> command) {
        String text = (String) command.get("text");
        if (command.get("code") instanceof Long code) return new CodedException(text, code.intValue());
        String name = (String) command.get("class");
        try {
            Class<?> type = Class.forName(name.contains(".") ? name : "javax.telephony." + name);
            return make(type.asSubclass(Exception.class), text);
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalArgumentException("no exception " + name, unknown);
        }
    }

    private static Exception make(Class<? extends Exception> type, String text) throws ReflectiveOperationException {
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == String.class) {
                return (Exception) constructor.newInstance(text);
            }
        }
        return type.getConstructor(int.class, String.class).newInstance(0, text);
    }
}
