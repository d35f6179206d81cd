package org.lampfield.jtapi;

import java.util.function.IntConsumer;

/**
 * The connection to the CTIManagers: opened once, watched, and shut down. The library itself goes from one CTIManager
 * to the next when it loses one.
 */
final class ProviderSession {
    private static final String CISCO_OBSERVER = "com.cisco.jtapi.extensions.CiscoProviderObserver";

    private final Surroundings surroundings;
    private final Lines lines;
    private final IntConsumer end;
    private Object provider;
    private Object observer;
    private String lastTold = "";
    /** An event said that it is out of service: it may be back before anybody has looked. */
    private volatile boolean wasOut;

    /** @param end ends the bridge with an exit code */
    ProviderSession(Surroundings surroundings, Lines lines, IntConsumer end) {
        this.surroundings = surroundings;
        this.lines = lines;
        this.end = end;
    }

    /**
     * Begins to open, in a thread of its own: getProvider returns when the list of devices is complete, or after
     * minutes when nobody answers.
     */
    void open(OpenRequest request) {
        Thread opener = new Thread(() -> openNow(request), "opener");
        opener.setDaemon(true);
        opener.start();
    }

    /** Takes all observers off and shuts the provider down. The worker's thread only. */
    void close(long untilNanos) {
        lines.releaseAll(untilNanos);
        if (provider == null) return;
        tryCall("removeObserver/1", observer);
        tryCall("shutdown/0");
    }

    private void openNow(OpenRequest request) {
        Jtapi jtapi = surroundings.jtapi();
        try {
            Object peer = jtapi.peerFactory.call(null, "getJtapiPeer/1", request.peer());
            Object opened = jtapi.peer.call(peer, "getProvider/1", request.providerString());
            surroundings.worker().submitUrgent("opened", () -> begin(opened));
        } catch (JtapiFailure failure) {
            surroundings.outbox().tell(surroundings.failures().describe("open", failure));
            end.accept(ExitCode.NOT_OPENED);
        }
    }

    private void begin(Object opened) {
        provider = opened;
        observer = Observers.make(surroundings.jtapi().providerObserver, CISCO_OBSERVER, this::onEvents);
        try {
            surroundings.jtapi().provider.call(provider, "addObserver/1", observer);
            look();
        } catch (JtapiFailure failure) {
            surroundings.outbox().tell(surroundings.failures().describe("open", failure));
            end.accept(ExitCode.NOT_OPENED);
        }
    }

    /** Called by the library's threads. */
    private void onEvents(Object[] events) {
        for (Object event : events) {
            if (Extensions.find(event, "ProvOutOfServiceEv").isPresent()) wasOut = true;
        }
        surroundings.worker().submitUrgent("provider", this::lookAgain);
        for (Object event : events) {
            if (Extensions.find(event, "ProvObservationEndedEv").isPresent()) end.accept(ExitCode.PROVIDER_GONE);
            if (isAboutAddresses(event)) surroundings.worker().submit("domain", lines::onDomainChanged);
        }
    }

    private void lookAgain() {
        try {
            look();
        } catch (JtapiFailure failure) {
            surroundings.outbox().tell(surroundings.failures().describe("open", failure));
            end.accept(ExitCode.PROVIDER_GONE);
        }
    }

    private void look() throws JtapiFailure {
        Jtapi jtapi = surroundings.jtapi();
        // Before the state is asked for: what goes out of service after that has an event that is yet to come.
        boolean hasBeenOut = wasOut;
        wasOut = false;
        String state = jtapi.providerStates.of(jtapi.provider.call(provider, "getState/0"));
        // The parent has to ask for its lines anew, however short it was.
        if (hasBeenOut && state.equals("IN_SERVICE") && state.equals(lastTold)) tell("OUT_OF_SERVICE");
        if (!state.equals(lastTold)) tell(state);
    }

    private void tell(String state) {
        lastTold = state;
        surroundings.outbox().tell(Message.of("provider").with("state", state));
        if (state.equals("IN_SERVICE")) lines.onInService(new Domain(surroundings.jtapi(), provider));
        else lines.onOutOfService();
        if (state.equals("SHUTDOWN")) end.accept(ExitCode.PROVIDER_GONE);
    }

    private void tryCall(String call, Object... arguments) {
        try {
            surroundings.jtapi().provider.call(provider, call, arguments);
        } catch (JtapiFailure gone) {
            return;
        }
    }

    /** Cisco's events of addresses and phones that are added to the user's, taken away, forbidden or allowed. */
    private static boolean isAboutAddresses(Object event) {
        return Extensions.names(event).anyMatch((name) -> name.matches("Cisco(Addr|Term|ProviderCapability).*"));
    }
}
