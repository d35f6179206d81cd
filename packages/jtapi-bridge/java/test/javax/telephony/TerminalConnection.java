// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony;

public interface TerminalConnection {
    int IDLE = 0x40;
    int RINGING = 0x41;
    int PASSIVE = 0x42;
    int ACTIVE = 0x43;
    int DROPPED = 0x44;
    int UNKNOWN = 0x45;

    int getState();

    Connection getConnection();
}
