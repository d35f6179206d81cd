package org.lampfield.jtapi;

/** A text is not JSON. */
final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }
}
