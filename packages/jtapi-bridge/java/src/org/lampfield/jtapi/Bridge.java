package org.lampfield.jtapi;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Watches lines of a phone system through JTAPI and tells about them: requests as lines of JSON on stdin, events as
 * lines of JSON on stdout. It keeps nothing: its parent asks again for what it wants when it starts another one. The
 * README beside the sources has the protocol.
 */
public final class Bridge {
    /** Grows when an old parent could not understand a new bridge, or the other way round. */
    private static final int PROTOCOL = 1;

    private Bridge() {}

    /** @param arguments none: arguments can be seen by everybody on the machine */
    public static void main(String[] arguments) throws IOException {
        FileOutputStream output = new FileOutputStream(FileDescriptor.out);
        // Libraries print; on stdout that would be taken for events.
        // In one encoding everywhere: a password that was mangled on its way would not be recognised.
        PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        PrintStream log = new PrintStream(new ScrubbedStream(errors), true, StandardCharsets.UTF_8);
        System.setErr(log);
        System.setOut(log);
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> crash(thread, thrown));
        run(output);
    }

    private static void run(FileOutputStream output) throws IOException {
        Worker worker = new Worker();
        Ending ending = new Ending(worker);
        Outbox outbox = new Outbox(output, () -> ending.begin(ExitCode.UNREAD));
        try {
            Jtapi jtapi = new Jtapi();
            Surroundings surroundings = new Surroundings(jtapi, new Failures(jtapi), outbox, worker, new CallIds());
            Lines lines = new Lines(surroundings);
            ProviderSession session = new ProviderSession(surroundings, lines, ending::begin);
            ending.manage(session, outbox);
            worker.start();
            outbox.tell(Message.of("hello").with("protocol", PROTOCOL).with("java", Runtime.version().toString()));
            listen(new Requests(surroundings, lines, session));
            ending.begin(ExitCode.CLOSED);
        } catch (NotJtapiException notJtapi) {
            ending.manage(null, outbox);
            outbox.tell(Message.of("fatal").with("code", "NO_JTAPI").with("text", notJtapi.getMessage()));
            ending.begin(ExitCode.NO_JTAPI);
        }
    }

    private static void listen(Requests requests) throws IOException {
        InputLines input = new InputLines(new BufferedInputStream(System.in));
        for (String line = input.next(); line != null; line = input.next()) {
            if (!requests.handle(line)) return;
        }
    }

    private static void crash(Thread thread, Throwable thrown) {
        System.err.println(thread.getName() + ": " + thrown);
        Runtime.getRuntime().halt(ExitCode.CRASHED);
    }
}
