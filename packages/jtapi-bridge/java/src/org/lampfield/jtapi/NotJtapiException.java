package org.lampfield.jtapi;

/** What is on the class path is not JTAPI. */
final class NotJtapiException extends Exception {
    private static final long serialVersionUID = 1L;

    NotJtapiException(String message) {
        super(message);
    }
}
