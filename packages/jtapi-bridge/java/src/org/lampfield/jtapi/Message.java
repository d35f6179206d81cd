package org.lampfield.jtapi;

import java.util.LinkedHashMap;
import java.util.Map;

/** Builds what the bridge says; absent values are left out. */
final class Message {
    private final Map<String, Object> members = new LinkedHashMap<>();

    private Message() {}

    /** @param event what it is about: the member {@code ev} */
    static Message of(String event) {
        return new Message().with("ev", event);
    }

    /** Facts that are part of a message. */
    static Message facts() {
        return new Message();
    }

    Message with(String name, Object value) {
        if (value != null) members.put(name, value);
        return this;
    }

    Map<String, Object> toMap() {
        return members;
    }
}
