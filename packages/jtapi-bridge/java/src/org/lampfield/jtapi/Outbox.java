package org.lampfield.jtapi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the bridge has to say, written by one thread of its own, so that nobody who has something to say ever waits
 * for the reader. Of a line only the latest snapshot is kept. If nobody reads for so long that even so it fills up,
 * the bridge ends.
 */
final class Outbox {
    /** More than a few messages for each of the most lines the bridge watches. */
    private static final int MOST_MESSAGES = 100_000;

    private final OutputStream output;
    private final Runnable onUnread;
    /** Keys are line numbers, or numbers of their own for what must not be replaced. Guarded by this. */
    private final Map<Object, Map<String, Object>> waiting = new LinkedHashMap<>();
    private long told;
    private boolean isWriting;

    /** @param onUnread called when the output is closed or nobody reads it; any thread */
    Outbox(OutputStream output, Runnable onUnread) {
        this.output = output;
        this.onUnread = onUnread;
        Thread writer = new Thread(this::writeAll, "outbox");
        writer.setDaemon(true);
        writer.start();
    }

    /** Says it, in its turn. */
    void tell(Message message) {
        put(Long.valueOf(nextNumber()), message);
    }

    /** Says it in its turn, or in place of an older one of the same line that has not been said yet. */
    void tellLatest(String line, Message message) {
        put(line, message);
    }

    /** Waits until everything has been written. */
    synchronized void flush() throws InterruptedException {
        while (isWriting || !waiting.isEmpty()) wait();
    }

    private synchronized long nextNumber() {
        return told++;
    }

    private void put(Object key, Message message) {
        boolean isFull;
        synchronized (this) {
            waiting.put(key, message.toMap());
            isFull = waiting.size() > MOST_MESSAGES;
            notifyAll();
        }
        if (isFull) onUnread.run();
    }

    private void writeAll() {
        try {
            while (true) {
                output.write((JsonWriter.write(take()) + "\n").getBytes(StandardCharsets.US_ASCII));
                output.flush();
            }
        } catch (IOException | InterruptedException nobodyReads) {
            onUnread.run();
        }
    }

    private synchronized Map<String, Object> take() throws InterruptedException {
        isWriting = false;
        notifyAll();
        while (waiting.isEmpty()) wait();
        isWriting = true;
        Object first = waiting.keySet().iterator().next();
        return waiting.remove(first);
    }
}
