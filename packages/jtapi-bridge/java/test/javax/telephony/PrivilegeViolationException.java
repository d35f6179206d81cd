// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony;

public class PrivilegeViolationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int type;

    public PrivilegeViolationException(int type, String message) {
        super(message);
        this.type = type;
    }

    public int getType() {
        return type;
    }
}
