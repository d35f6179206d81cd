package org.lampfield.jtapi;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Cisco's library can do beyond the specification, recognised by the simple names of its interfaces as its
 * public developer's guide has them. A library without them is served as well, only with less: no partitions, no out
 * of service, no hidden numbers.
 */
final class Extensions {
    private Extensions() {}

    /** The interface of that simple name among all those the object has. */
    static Optional<Class<?>> find(Object target, String simpleName) {
        return interfacesOf(target.getClass()).stream().filter((type) -> type.getSimpleName().equals(simpleName)).findFirst();
    }

    /** Simple names of all interfaces the object has. */
    static Stream<String> names(Object target) {
        return interfacesOf(target.getClass()).stream().map(Class::getSimpleName);
    }

    /**
     * Calls a method without arguments of the extension; empty when the object lacks it, it gives null, or it throws:
     * all of these are extras.
     */
    static Optional<Object> ask(Object target, String simpleName, String method) {
        return find(target, simpleName).flatMap((type) -> invoke(type, target, method));
    }

    /**
     * The name of the constant whose value the method gives, among those the extension itself declares and whose name
     * has that end.
     */
    static Optional<String> askState(Object target, String simpleName, String method, String end) {
        return find(target, simpleName)
                .flatMap((type) -> invoke(type, target, method).flatMap((value) -> constantName(type, value, end)));
    }

    /** The method of that name that takes one string and gives an array, of any of the object's interfaces. */
    static Optional<Method> findListMethod(Object target, String... names) {
        Set<String> wanted = Set.of(names);
        return interfacesOf(target.getClass()).stream()
                .flatMap((type) -> Set.of(type.getMethods()).stream())
                .filter((method) -> wanted.contains(method.getName()) && method.getReturnType().isArray())
                .filter((method) -> method.getParameterCount() == 1 && method.getParameterTypes()[0] == String.class)
                .findFirst();
    }

    private static Optional<Object> invoke(Class<?> type, Object target, String method) {
        try {
            return Optional.ofNullable(type.getMethod(method).invoke(target));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | RuntimeException without) {
            return Optional.empty();
        }
    }

    private static Optional<String> constantName(Class<?> type, Object value, String end) {
        for (Field field : type.getFields()) {
            if (!field.getName().endsWith(end) || !Modifier.isStatic(field.getModifiers())) continue;
            try {
                if (value.equals(field.get(null))) return Optional.of(field.getName());
            } catch (IllegalAccessException hidden) {
                continue;
            }
        }
        return Optional.empty();
    }

    private static Set<Class<?>> interfacesOf(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>();
        open.add(type);
        while (!open.isEmpty()) {
            Class<?> next = open.remove();
            if (next.isInterface() && !found.add(next)) continue;
            open.addAll(Set.of(next.getInterfaces()));
            if (next.getSuperclass() != null) open.add(next.getSuperclass());
        }
        return found;
    }
}
