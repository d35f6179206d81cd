// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony.callcontrol;

import javax.telephony.TerminalConnection;

public interface CallControlTerminalConnection extends TerminalConnection {
    int IDLE = 0x60;
    int RINGING = 0x61;
    int TALKING = 0x62;
    int HELD = 0x63;
    int BRIDGED = 0x64;
    int INUSE = 0x65;
    int DROPPED = 0x66;
    int UNKNOWN = 0x67;

    int getCallControlState();
}
