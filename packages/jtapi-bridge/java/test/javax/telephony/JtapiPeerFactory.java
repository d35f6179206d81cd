// For tests only. Written from the names and numbers in the public JTAPI 1.4 specification (JSR 43), as far as the
// tests need them; not made from, and no replacement for, anybody's implementation of it.
package javax.telephony;

public class JtapiPeerFactory {
    private JtapiPeerFactory() {}

    /** @param name class of the peer; null for the one called DefaultJtapiPeer */
    public static JtapiPeer getJtapiPeer(String name) throws JtapiPeerUnavailableException {
        try {
            return (JtapiPeer) Class.forName(name == null ? "DefaultJtapiPeer" : name).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException absent) {
            throw new JtapiPeerUnavailableException("no peer " + name);
        }
    }
}
