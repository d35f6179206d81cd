package org.lampfield.jtapi;

import java.util.List;
import java.util.Map;

/**
 * Writes maps, lists, strings, numbers, booleans and null as one line of JSON, all of it ASCII: no reader can take it
 * for another encoding.
 */
final class JsonWriter {
    private final StringBuilder text = new StringBuilder();

    private JsonWriter() {}

    static String write(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.text.toString();
    }

    private void value(Object value) {
        if (value instanceof Map<?, ?> members) object(members);
        else if (value instanceof List<?> items) array(items);
        else if (value == null || value instanceof Boolean || value instanceof Number) text.append(value);
        else string(value.toString());
    }

    private void object(Map<?, ?> members) {
        char before = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            text.append(before);
            string(String.valueOf(member.getKey()));
            text.append(':');
            value(member.getValue());
            before = ',';
        }
        text.append(members.isEmpty() ? "{}" : "}");
    }

    private void array(List<?> items) {
        char before = '[';
        for (Object item : items) {
            text.append(before);
            value(item);
            before = ',';
        }
        text.append(items.isEmpty() ? "[]" : "]");
    }

    /**
     * Halves of surrogate pairs are escaped like everything else, so a string that is not valid Unicode does no harm.
     */
    private void string(String string) {
        text.append('"');
        for (int index = 0; index < string.length(); index++) {
            char next = string.charAt(index);
            if (next == '"' || next == '\\') text.append('\\').append(next);
            else if (next < 0x20 || next > 0x7e) text.append(String.format("\\u%04x", (int) next));
            else text.append(next);
        }
        text.append('"');
    }
}
