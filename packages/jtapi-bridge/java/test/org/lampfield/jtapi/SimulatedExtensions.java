package org.lampfield.jtapi;

import javax.telephony.Address;
import javax.telephony.events.AddrEv;
import javax.telephony.events.ProvEv;

/**
 * For tests only: the few names of Cisco's extensions that the bridge knows, as far as Cisco's public developer's
 * guide describes them, with numbers of the tests' own. The bridge finds them by their simple names.
 */
public interface SimulatedExtensions {
    /** Of an address. */
    interface CiscoAddress extends Address {
        int OUT_OF_SERVICE = 7;
        int IN_SERVICE = 8;

        int getState();

        String getPartition();
    }

    /** Of a provider. */
    interface CiscoProvider {
        Address[] getAddresses(String number);
    }

    /** Names a call. */
    interface CiscoCallID {
        int getCallManagerID();

        int getGlobalCallID();
    }

    /** Of a call. */
    interface CiscoCall {
        CiscoCallID getCallID();

        Address getCurrentCallingAddress();

        Address getCurrentCalledAddress();

        String getCurrentCallingPartyDisplayName();

        String getCurrentCalledPartyDisplayName();

        boolean getCurrentCallingDisplayNamePI();

        boolean getCurrentCalledDisplayNamePI();

        boolean getCallingAddressPI();

        boolean getCalledAddressPI();
    }

    /** Of a connection. */
    interface CiscoConnection {
        boolean getAddressPI();
    }

    /** An address's event. */
    interface CiscoAddrInServiceEv extends AddrEv {}

    /** An address's event. */
    interface CiscoAddrOutOfServiceEv extends AddrEv {}

    /** A provider's event. */
    interface CiscoAddrCreatedEv extends ProvEv {}

    /** A provider's event. */
    interface CiscoAddrRemovedEv extends ProvEv {}

    /** Of an exception. */
    interface CiscoJtapiException {
        int CTIERR_DEVICE_RESTRICTED = 41;
        int MAX_NUMBER_OF_CTI_CONNECTIONS_REACHED = 42;
        int CTIERR_INTERNAL_FAILURE = 43;

        int getErrorCode();
    }
}
