package org.lampfield.jtapi;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the bridge: as tidily as the time allows, and in any case in time. The library has threads of its own that
 * would keep the process, and calls into it may block for ever, so the process is halted.
 */
final class Ending {
    /** Observers and the provider have this long. */
    private static final long TIDY_MS = 2000;
    /** What has been said but not been read yet has this long. */
    private static final long FLUSH_MS = 500;

    private final AtomicBoolean hasBegun = new AtomicBoolean();
    private final Worker worker;
    private volatile ProviderSession session;
    private volatile Outbox outbox;

    Ending(Worker worker) {
        this.worker = worker;
    }

    void manage(ProviderSession newSession, Outbox newOutbox) {
        session = newSession;
        outbox = newOutbox;
    }

    /** Returns at once; any thread; only the first call counts. */
    void begin(int exitCode) {
        if (!hasBegun.compareAndSet(false, true)) return;
        new Thread(() -> end(exitCode), "ending").start();
    }

    private void end(int exitCode) {
        try {
            if (session != null) tidy();
            if (exitCode == ExitCode.CLOSED) outbox.tell(Message.of("closed"));
            if (exitCode != ExitCode.UNREAD) flush();
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private void tidy() {
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIDY_MS / 2);
        CountDownLatch isTidy = new CountDownLatch(1);
        worker.submitUrgent("close", () -> {
            session.close(untilNanos);
            isTidy.countDown();
        });
        await(isTidy, TIDY_MS);
    }

    private void flush() {
        CountDownLatch isFlushed = new CountDownLatch(1);
        Thread flusher = new Thread(() -> {
            try {
                outbox.flush();
                isFlushed.countDown();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        flusher.setDaemon(true);
        flusher.start();
        await(isFlushed, FLUSH_MS);
    }

    private static void await(CountDownLatch latch, long forMs) {
        try {
            latch.await(forMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
