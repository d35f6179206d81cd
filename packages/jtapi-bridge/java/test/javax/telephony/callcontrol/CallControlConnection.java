// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony.callcontrol;

import javax.telephony.Connection;

public interface CallControlConnection extends Connection {
    int IDLE = 0x50;
    int OFFERED = 0x51;
    int QUEUED = 0x52;
    int ALERTING = 0x53;
    int INITIATED = 0x54;
    int DIALING = 0x55;
    int NETWORK_REACHED = 0x56;
    int NETWORK_ALERTING = 0x57;
    int ESTABLISHED = 0x58;
    int DISCONNECTED = 0x59;
    int FAILED = 0x5A;
    int UNKNOWN = 0x5B;

    int getCallControlState();
}
