package org.lampfield.jtapi;

/** How the bridge ends, as its parent sees it. */
final class ExitCode {
    /** It was told to close, or its input ended. */
    static final int CLOSED = 0;
    /** Something that nobody foresaw; a line on stderr says what. */
    static final int CRASHED = 1;
    /** There is no javax.telephony on the class path, or what is there is not JTAPI. */
    static final int NO_JTAPI = 3;
    /** The provider could not be opened. */
    static final int NOT_OPENED = 4;
    /** The provider was shut down by the other side, for good. */
    static final int PROVIDER_GONE = 5;
    /** Nobody reads what the bridge says. */
    static final int UNREAD = 6;

    private ExitCode() {}
}
