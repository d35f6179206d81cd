package org.lampfield.jtapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text (RFC 8259): objects become maps, arrays lists, numbers Long where they are whole and fit, else
 * Double. Texts come from one line of bounded length, so only the depth needs a limit here.
 */
final class JsonReader {
    /** What the bridge is sent is two deep. */
    private static final int DEEPEST = 8;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * @throws JsonException when it is anything else than one JSON value; the message never quotes the text, which
     *     may hold a password.
     */
    static Object read(String text) throws JsonException {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.skipBlanks();
        if (reader.at != text.length()) throw reader.wrong("more than one value");
        return value;
    }

    private Object value(int depth) throws JsonException {
        if (depth > DEEPEST) throw wrong("too deep");
        skipBlanks();
        switch (peek()) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object(int depth) throws JsonException {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        skipBlanks();
        if (take('}')) return members;
        do {
            skipBlanks();
            if (peek() != '"') throw wrong("a name is missing");
            String name = string();
            skipBlanks();
            if (!take(':')) throw wrong("a colon is missing");
            members.put(name, value(depth + 1));
            skipBlanks();
        } while (take(','));
        if (!take('}')) throw wrong("an object does not end");
        return members;
    }

    private List<Object> array(int depth) throws JsonException {
        List<Object> items = new ArrayList<>();
        at++;
        skipBlanks();
        if (take(']')) return items;
        do {
            items.add(value(depth + 1));
            skipBlanks();
        } while (take(','));
        if (!take(']')) throw wrong("an array does not end");
        return items;
    }

    private String string() throws JsonException {
        StringBuilder read = new StringBuilder();
        at++;
        while (true) {
            char next = peek();
            at++;
            if (next == '"') return read.toString();
            if (next < 0x20) throw wrong("a string does not end");
            read.append(next == '\\' ? escaped() : next);
        }
    }

    private char escaped() throws JsonException {
        char kind = peek();
        at++;
        switch (kind) {
            case '"':
            case '\\':
            case '/':
                return kind;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                return hexadecimal();
            default:
                throw wrong("an unknown escape");
        }
    }

    private char hexadecimal() throws JsonException {
        int code = 0;
        for (int digits = 0; digits < 4; digits++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) throw wrong("an unknown escape");
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private Object word(String word, Object value) throws JsonException {
        if (!text.startsWith(word, at)) throw wrong("an unknown word");
        at += word.length();
        return value;
    }

    private Object number() throws JsonException {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
        String digits = text.substring(start, at);
        if (!digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) throw wrong("not a value");
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException notWhole) {
            return Double.valueOf(digits);
        }
    }

    /** The next character; a NUL, which is never right where this is asked, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean take(char wanted) {
        if (peek() != wanted) return false;
        at++;
        return true;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private JsonException wrong(String what) {
        return new JsonException(what + " at character " + at);
    }
}
