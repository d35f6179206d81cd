package org.lampfield.jtapi;

import javax.telephony.JtapiPeer;
import javax.telephony.Provider;

/** Like {@link SimulatedPeer}, of a library that has nothing but the core of JTAPI. */
public final class SimulatedCorePeer implements JtapiPeer {
    @Override
    public String getName() {
        return "simulated core";
    }

    @Override
    public String[] getServices() {
        return new String[0];
    }

    @Override
    public Provider getProvider(String providerString) {
        Fake.isCoreOnly = true;
        return new SimulatedPeer().getProvider(providerString);
    }
}
