package org.lampfield.jtapi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * The one thread that calls JTAPI once the provider is open. JTAPI forbids calls back from within its events (they
 * can deadlock its dispatcher), and one thread means that no two snapshots of a line can overtake each other. Tasks
 * have a key; one that waits already is not queued again, because each looks at how things are when its turn comes.
 * So there are never more tasks than keys, however many events come.
 */
final class Worker {
    private final Map<String, Runnable> urgent = new LinkedHashMap<>();
    private final Map<String, Runnable> ordinary = new LinkedHashMap<>();
    private final Timer delays = new Timer("delays", true);
    private long startedNanos;
    private boolean isBusy;

    void start() {
        Thread thread = new Thread(this::workForEver, "worker");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void submit(String key, Runnable task) {
        ordinary.putIfAbsent(key, task);
        notifyAll();
    }

    /** Comes before all that is not urgent. */
    synchronized void submitUrgent(String key, Runnable task) {
        urgent.putIfAbsent(key, task);
        notifyAll();
    }

    /** Calls somebody after a while, by a thread of its own: for who then submits something. */
    void callLater(Runnable call, long delayMs) {
        delays.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        call.run();
                    }
                },
                delayMs);
    }

    /**
     * How long the task at hand has taken so far, milliseconds; 0 when there is none. JTAPI may block for ever, and
     * the parent has to know.
     */
    synchronized long busyMs() {
        return isBusy ? (System.nanoTime() - startedNanos) / 1_000_000 : 0;
    }

    /** How many tasks wait. */
    synchronized int waiting() {
        return urgent.size() + ordinary.size();
    }

    private void workForEver() {
        try {
            while (true) take().run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Runnable take() throws InterruptedException {
        isBusy = false;
        while (urgent.isEmpty() && ordinary.isEmpty()) wait();
        isBusy = true;
        startedNanos = System.nanoTime();
        Map<String, Runnable> from = urgent.isEmpty() ? ordinary : urgent;
        return from.remove(from.keySet().iterator().next());
    }
}
