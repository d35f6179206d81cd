package org.lampfield.jtapi;

/** The library threw something: its cause. */
final class JtapiFailure extends Exception {
    private static final long serialVersionUID = 1L;

    JtapiFailure(Throwable cause) {
        super(cause);
    }
}
