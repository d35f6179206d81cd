package org.lampfield.jtapi;

import javax.telephony.JtapiPeer;
import javax.telephony.PlatformException;
import javax.telephony.Provider;

/**
 * The JTAPI implementation of the tests: its CTIManagers are TCP servers that a test opens, which say what happens in
 * the phone system.
 */
public final class SimulatedPeer implements JtapiPeer {
    @Override
    public String getName() {
        return "simulated";
    }

    @Override
    public String[] getServices() {
        return new String[0];
    }

    /** Blocks until the CTIManager accepts or refuses, like the real one. */
    @Override
    public Provider getProvider(String providerString) {
        try {
            return SimulatedLink.open(providerString);
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Exception refused) {
            throw new PlatformException("Unable to create provider -- " + refused.getMessage());
        }
    }
}
