// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony;

public interface Provider {
    int IN_SERVICE = 0x10;
    int OUT_OF_SERVICE = 0x11;
    int SHUTDOWN = 0x12;

    int getState();

    String getName();

    Address getAddress(String number) throws InvalidArgumentException;

    Address[] getAddresses() throws ResourceUnavailableException;

    void addObserver(ProviderObserver observer) throws ResourceUnavailableException, MethodNotSupportedException;

    void removeObserver(ProviderObserver observer);

    void shutdown();
}
