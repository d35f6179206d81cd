package org.lampfield.jtapi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which addresses a number has at a provider. More than one when it is in several partitions; a line that several
 * phones share is one address. Used by the worker's thread only.
 */
final class Domain {
    private final Jtapi jtapi;
    private final Object provider;
    private final Optional<Method> listMethod;
    private Map<String, List<Object>> byName;

    Domain(Jtapi jtapi, Object provider) {
        this.jtapi = jtapi;
        this.provider = provider;
        // Cisco's developer's guide describes a getAddress that gives all partitions' addresses. Java would not let
        // it overload the standard one.
        this.listMethod = Extensions.findListMethod(provider, "getAddress", "getAddresses");
    }

    /** What was known of the user's addresses counts no more. */
    void forget() {
        byName = null;
    }

    /** Never empty, never with the same address twice. */
    List<Object> addressesOf(String number) throws JtapiFailure {
        List<Object> listed =
                listMethod.isPresent() ? ask(listMethod.get(), number) : index().getOrDefault(number, List.of());
        if (!listed.isEmpty()) return List.copyOf(new LinkedHashSet<>(listed));
        // The library's own answer: the address after all, or why there is none.
        return List.of(jtapi.provider.call(provider, "getAddress/1", number));
    }

    private List<Object> ask(Method method, String number) throws JtapiFailure {
        try {
            Object found = method.invoke(provider, number);
            return found == null ? List.of() : List.of((Object[]) found);
        } catch (InvocationTargetException thrown) {
            throw new JtapiFailure(thrown.getCause());
        } catch (IllegalAccessException hidden) {
            return List.of();
        }
    }

    /** Numbers with the addresses that bear them, so that a search of all is made once and not once a line. */
    private Map<String, List<Object>> index() throws JtapiFailure {
        if (byName == null) byName = readIndex();
        return byName;
    }

    private Map<String, List<Object>> readIndex() throws JtapiFailure {
        Map<String, List<Object>> index = new HashMap<>();
        for (Object address : addresses()) {
            String name = (String) jtapi.address.call(address, "getName/0");
            index.computeIfAbsent(name, (unused) -> new ArrayList<>()).add(address);
        }
        return index;
    }

    /**
     * The specification lets a provider refuse to list them when they are many; then each is asked for by its number
     * alone.
     */
    private Object[] addresses() throws JtapiFailure {
        try {
            return jtapi.provider.list(provider, "getAddresses/0");
        } catch (JtapiFailure failure) {
            if (jtapi.nameOf(failure.getCause()).equals("ResourceUnavailableException")) return new Object[0];
            throw failure;
        }
    }
}
