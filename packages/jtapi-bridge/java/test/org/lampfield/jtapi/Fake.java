package org.lampfield.jtapi;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Makes objects of interfaces that may have many more methods than the tests know: so the same simulated phone system
 * runs behind the test's own javax.telephony and behind a real library's.
 */
final class Fake {
    /** Name of the thread that the simulated phone system sends its events from. */
    static final String EVENT_THREAD = "simulated-events";

    /** Calls that came back from within an event, which JTAPI forbids. */
    static final AtomicInteger CALLS_FROM_EVENTS = new AtomicInteger();

    /** Whether objects have nothing but the core of JTAPI: neither call control nor extensions. */
    static volatile boolean isCoreOnly;

    /** What a method does. */
    interface Answer {
        Object to(Object[] arguments) throws Exception;
    }

    private Fake() {}

    /** @param answers by method name; other methods give null, false or 0 */
    static Object of(String name, Map<String, Answer> answers, Class<?>... types) {
        return Proxy.newProxyInstance(
                Fake.class.getClassLoader(),
                isCoreOnly ? coreOf(types) : types,
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) return ownMethod(name, proxy, method, arguments);
                    if (Thread.currentThread().getName().equals(EVENT_THREAD)) CALLS_FROM_EVENTS.incrementAndGet();
                    Answer answer = answers.get(method.getName());
                    return answer == null ? nothing(method.getReturnType()) : answer.to(arguments);
                });
    }

    private static Class<?>[] coreOf(Class<?>[] types) {
        return Stream.of(types)
                .map((type) -> isCore(type) ? type : Stream.of(type.getInterfaces()).findFirst().orElse(null))
                .filter(Objects::nonNull)
                .distinct()
                .toArray(Class<?>[]::new);
    }

    private static boolean isCore(Class<?> type) {
        return type.getEnclosingClass() != SimulatedExtensions.class && !type.getPackageName().endsWith(".callcontrol");
    }

    private static Object ownMethod(String name, Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "equals":
                return Boolean.valueOf(proxy == arguments[0]);
            case "hashCode":
                return Integer.valueOf(System.identityHashCode(proxy));
            default:
                return name;
        }
    }

    private static Object nothing(Class<?> type) {
        if (type == boolean.class) return Boolean.FALSE;
        return type == int.class ? Integer.valueOf(0) : null;
    }
}
