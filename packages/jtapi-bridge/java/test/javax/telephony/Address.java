// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony;

public interface Address {
    String getName();

    Connection[] getConnections();

    void addObserver(AddressObserver observer) throws ResourceUnavailableException, MethodNotSupportedException;

    AddressObserver[] getObservers();

    void removeObserver(AddressObserver observer);

    void addCallObserver(CallObserver observer)
            throws ResourceUnavailableException, PrivilegeViolationException, MethodNotSupportedException;

    CallObserver[] getCallObservers();

    void removeCallObserver(CallObserver observer);
}
