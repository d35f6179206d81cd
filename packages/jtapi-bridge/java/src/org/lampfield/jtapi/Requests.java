package org.lampfield.jtapi;

import java.util.Map;

/**
 * Does what the parent asks for, one line at a time. Nothing here waits: whatever may take time is done by another
 * thread.
 */
final class Requests {
    private static final int LONGEST_NUMBER = 255;

    private final Surroundings surroundings;
    private final Lines lines;
    private final ProviderSession session;
    private boolean isOpening;

    Requests(Surroundings surroundings, Lines lines, ProviderSession session) {
        this.surroundings = surroundings;
        this.lines = lines;
        this.session = session;
    }

    /** @return false when the parent wants it to end */
    boolean handle(String line) {
        try {
            if (line == InputLines.UNREADABLE) throw new JsonException("too long, or not UTF-8");
            if (!(JsonReader.read(line) instanceof Map<?, ?> request)) throw new JsonException("not an object");
            return dispatch(request);
        } catch (JsonException notUnderstood) {
            surroundings.outbox().tell(Message.of("misunderstood").with("text", notUnderstood.getMessage()));
            return true;
        }
    }

    private boolean dispatch(Map<?, ?> request) throws JsonException {
        switch (text(request, "op")) {
            case "open" -> open(request);
            case "watch" -> lines.watch(number(request), whole(request, "watch"));
            case "renew" -> lines.renew(number(request), whole(request, "watch"));
            case "unwatch" -> lines.unwatch(number(request));
            case "read" -> lines.readAgain(number(request));
            case "ping" -> pong(whole(request, "id"));
            case "close" -> {
                return false;
            }
            default -> throw new JsonException("an unknown op");
        }
        return true;
    }

    private void open(Map<?, ?> request) throws JsonException {
        if (isOpening) throw new JsonException("open is for once");
        String password = text(request, "password");
        Secret.keep(password);
        String peer = request.get("peer") == null ? null : text(request, "peer");
        String login = text(request, "login");
        String managers = text(request, "managers");
        if (!OpenRequest.isWritable(managers + login + password)) {
            throw new JsonException("no part of a provider string may have a semicolon");
        }
        isOpening = true;
        session.open(OpenRequest.of(peer, managers, login, password));
    }

    /** Answered by the reading thread, so it says something of the others. */
    private void pong(long id) {
        Worker worker = surroundings.worker();
        Message pong = Message.of("pong").with("id", id);
        surroundings.outbox().tell(pong.with("busyMs", worker.busyMs()).with("waiting", worker.waiting()));
    }

    private static String number(Map<?, ?> request) throws JsonException {
        String number = text(request, "dn");
        if (!number.isEmpty() && number.length() <= LONGEST_NUMBER) return number;
        throw new JsonException("dn has to have 1 to " + LONGEST_NUMBER + " characters");
    }

    private static String text(Map<?, ?> request, String name) throws JsonException {
        if (request.get(name) instanceof String text) return text;
        throw new JsonException(name + " has to be a string");
    }

    private static long whole(Map<?, ?> request, String name) throws JsonException {
        if (request.get(name) instanceof Long whole) return whole.longValue();
        throw new JsonException(name + " has to be a whole number");
    }
}
