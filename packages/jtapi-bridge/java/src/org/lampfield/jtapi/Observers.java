package org.lampfield.jtapi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Makes objects that the library takes for observers, without a class that implements its interfaces. They only pass
 * on what happened: JTAPI must not be called back from within its events.
 */
final class Observers {
    private static final Object[] NO_EVENTS = {};

    private Observers() {}

    /**
     * @param face what has to be observed
     * @param extension full name of Cisco's extension of it, whose events are sent only to observers that have it;
     *     ignored where there is none
     * @param onEvents given the events; called by the library's own threads, and must be quick
     */
    static Object make(Face face, String extension, Consumer<Object[]> onEvents) {
        Class<?> type = face.type();
        Class<?>[] types = withExtension(type, extension);
        return Proxy.newProxyInstance(Observers.class.getClassLoader(), types, handler(type, onEvents));
    }

    private static Class<?>[] withExtension(Class<?> type, String extension) {
        try {
            Class<?> found = Class.forName(extension);
            boolean isExtension = found.isInterface() && type.isAssignableFrom(found);
            return isExtension ? new Class<?>[] {type, found} : new Class<?>[] {type};
        } catch (ClassNotFoundException | LinkageError without) {
            return new Class<?>[] {type};
        }
    }

    private static InvocationHandler handler(Class<?> type, Consumer<Object[]> onEvents) {
        return (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) return ownMethod(type, proxy, method, arguments);
            boolean hasEvents = arguments != null && arguments.length == 1 && arguments[0] instanceof Object[];
            onEvents.accept(hasEvents ? (Object[]) arguments[0] : NO_EVENTS);
            return null;
        };
    }

    /** Libraries keep observers in collections, so these three have to work. */
    private static Object ownMethod(Class<?> type, Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "equals":
                return Boolean.valueOf(proxy == arguments[0]);
            case "hashCode":
                return Integer.valueOf(System.identityHashCode(proxy));
            default:
                return "lampfield " + type.getSimpleName();
        }
    }
}
