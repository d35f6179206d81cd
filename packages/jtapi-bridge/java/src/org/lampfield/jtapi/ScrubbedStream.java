package org.lampfield.jtapi;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the library prints, line by line, without the password in it. Lines that never end are cut. */
final class ScrubbedStream extends OutputStream {
    private static final int LONGEST_BYTES = 8 * 1024;

    private final PrintStream target;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    ScrubbedStream(PrintStream target) {
        this.target = target;
    }

    /**
     * What is beyond the longest line is dropped, not put on a next one: it may begin in the middle of the password.
     */
    @Override
    public synchronized void write(int next) {
        if (next == '\n') endLine();
        else if (line.size() < LONGEST_BYTES) line.write(next);
    }

    private void endLine() {
        target.println(Secret.scrub(line.toString(StandardCharsets.UTF_8)));
        line.reset();
    }
}
