// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony;

public interface Connection {
    int IDLE = 0x30;
    int INPROGRESS = 0x31;
    int ALERTING = 0x32;
    int CONNECTED = 0x33;
    int DISCONNECTED = 0x34;
    int FAILED = 0x35;
    int UNKNOWN = 0x36;

    int getState();

    Call getCall();

    Address getAddress();

    TerminalConnection[] getTerminalConnections();
}
