package org.lampfield.jtapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8 from a stream, none longer than is ever needed: what is longer is skipped to its end. */
final class InputLines {
    /** Requests are a few hundred bytes; the longest, open, has room for a long list of servers. */
    static final int LONGEST_BYTES = 64 * 1024;

    /** Stands for a line that is too long or not UTF-8. */
    static final String UNREADABLE = new String("unreadable");

    private final InputStream input;

    /** @param input buffered */
    InputLines(InputStream input) {
        this.input = input;
    }

    /**
     * The next line without its end; {@link #UNREADABLE} (compare by identity); null at the end. A last line without
     * an end is none.
     */
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean isTooLong = false;
        for (int next = input.read(); next >= 0; next = input.read()) {
            if (next == '\n') return isTooLong ? UNREADABLE : decode(line.toByteArray());
            if (line.size() >= LONGEST_BYTES) isTooLong = true;
            else line.write(next);
        }
        return null;
    }

    private static String decode(byte[] bytes) {
        try {
            // A fresh decoder refuses what is not UTF-8 instead of guessing at it: a guess at a password locks the
            // account.
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            return UNREADABLE;
        }
    }
}
