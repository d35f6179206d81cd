package org.lampfield.jtapi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.HashMap;
import java.util.Map;

/**
 * One interface or class of JTAPI, found by name. Methods are called through the interface that declares them, so it
 * does not matter that the library's own classes are not public.
 */
final class Face {
    private final Class<?> type;
    private final Map<String, Method> methods = new HashMap<>();

    private Face(Class<?> type) {
        this.type = type;
    }

    /**
     * @param calls the methods that will be called, as {@code name/number of arguments}
     * @throws NotJtapiException when there is no such type, or it lacks one of the methods
     */
    static Face load(String name, String... calls) throws NotJtapiException {
        try {
            return of(Class.forName(name), calls);
        } catch (ClassNotFoundException | LinkageError absent) {
            String why = absent.getClass().getSimpleName();
            throw new NotJtapiException(name + " is not on the class path, or cannot be loaded: " + why);
        }
    }

    /** Like {@link #load}, of a type that was found in another way. */
    static Face of(Class<?> type, String... calls) throws NotJtapiException {
        Face face = new Face(type);
        for (String call : calls) face.methods.put(call, face.find(call));
        return face;
    }

    Class<?> type() {
        return type;
    }

    boolean isOn(Object target) {
        return type.isInstance(target);
    }

    /**
     * @param call one of those it was loaded with
     * @throws JtapiFailure with what the library threw
     */
    Object call(Object target, String call, Object... arguments) throws JtapiFailure {
        try {
            return methods.get(call).invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw new JtapiFailure(unwrap(thrown.getCause()));
        } catch (IllegalAccessException | RuntimeException misused) {
            throw new JtapiFailure(misused);
        }
    }

    /** Like {@link #call}, for methods that give an array; JTAPI gives null instead of an empty one. */
    Object[] list(Object target, String call) throws JtapiFailure {
        Object[] found = (Object[]) call(target, call);
        return found == null ? new Object[0] : found;
    }

    /** What a library that is made of proxies throws is wrapped once more where its interface does not declare it. */
    private static Throwable unwrap(Throwable thrown) {
        return thrown instanceof UndeclaredThrowableException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private Method find(String call) throws NotJtapiException {
        for (Method method : type.getMethods()) {
            if ((method.getName() + "/" + method.getParameterCount()).equals(call)) return method;
        }
        throw new NotJtapiException(type.getName() + " has no method " + call);
    }
}
