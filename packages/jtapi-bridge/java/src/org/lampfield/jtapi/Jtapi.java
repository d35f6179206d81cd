package org.lampfield.jtapi;

import java.util.List;

/**
 * The parts of javax.telephony (JTAPI 1.2 and later) that the bridge needs, found on the class path by name: the
 * library is the operator's, and neither it nor anything made from it is part of the bridge. Loading them first tells
 * at once whether a jar is JTAPI.
 */
final class Jtapi {
    final Face peerFactory = Face.load("javax.telephony.JtapiPeerFactory", "getJtapiPeer/1");
    final Face peer = Face.load("javax.telephony.JtapiPeer", "getProvider/1");
    final Face provider =
            Face.load(
                    "javax.telephony.Provider",
                    "getState/0",
                    "getAddress/1",
                    "getAddresses/0",
                    "addObserver/1",
                    "removeObserver/1",
                    "shutdown/0");
    final Face address =
            Face.load(
                    "javax.telephony.Address",
                    "getName/0",
                    "getConnections/0",
                    "addObserver/1",
                    "removeObserver/1",
                    "getObservers/0",
                    "addCallObserver/1",
                    "removeCallObserver/1",
                    "getCallObservers/0");
    final Face call = Face.load("javax.telephony.Call", "getConnections/0");
    final Face connection =
            Face.load(
                    "javax.telephony.Connection", "getState/0", "getAddress/0", "getCall/0", "getTerminalConnections/0");
    final Face terminalConnection = Face.load("javax.telephony.TerminalConnection", "getState/0");
    final Face controlCall =
            Face.load("javax.telephony.callcontrol.CallControlCall", "getCallingAddress/0", "getCalledAddress/0");
    final Face controlConnection = Face.load("javax.telephony.callcontrol.CallControlConnection", "getCallControlState/0");
    final Face controlTerminalConnection =
            Face.load("javax.telephony.callcontrol.CallControlTerminalConnection", "getCallControlState/0");

    final Face providerObserver = Face.load("javax.telephony.ProviderObserver");
    final Face addressObserver = Face.load("javax.telephony.AddressObserver");
    /** Without the call control one, no call control events are sent. */
    final Face callObserver = Face.load("javax.telephony.callcontrol.CallControlCallObserver");

    final StateNames providerStates = new StateNames(provider.type(), "IN_SERVICE", "OUT_OF_SERVICE", "SHUTDOWN");
    final StateNames connectionStates =
            new StateNames(
                    connection.type(),
                    "IDLE",
                    "INPROGRESS",
                    "ALERTING",
                    "CONNECTED",
                    "DISCONNECTED",
                    "FAILED",
                    "UNKNOWN");
    final StateNames controlConnectionStates =
            new StateNames(
                    controlConnection.type(),
                    "IDLE",
                    "OFFERED",
                    "QUEUED",
                    "ALERTING",
                    "INITIATED",
                    "DIALING",
                    "NETWORK_REACHED",
                    "NETWORK_ALERTING",
                    "ESTABLISHED",
                    "DISCONNECTED",
                    "FAILED",
                    "UNKNOWN");
    final StateNames terminalStates =
            new StateNames(terminalConnection.type(), "IDLE", "RINGING", "PASSIVE", "ACTIVE", "DROPPED", "UNKNOWN");
    final StateNames controlTerminalStates =
            new StateNames(
                    controlTerminalConnection.type(),
                    "IDLE",
                    "RINGING",
                    "TALKING",
                    "HELD",
                    "BRIDGED",
                    "INUSE",
                    "DROPPED",
                    "UNKNOWN");

    /** Those that mean something to {@link Failures}. */
    final List<Face> exceptions =
            List.of(
                    Face.load("javax.telephony.InvalidArgumentException"),
                    Face.load("javax.telephony.InvalidPartyException"),
                    Face.load("javax.telephony.PrivilegeViolationException"),
                    Face.load("javax.telephony.ResourceUnavailableException"),
                    Face.load("javax.telephony.ProviderUnavailableException"),
                    Face.load("javax.telephony.PlatformException"));

    Jtapi() throws NotJtapiException {}

    /** The specification's name of what was thrown; its own class's where it is not one of {@link #exceptions}. */
    String nameOf(Throwable thrown) {
        for (Face exception : exceptions) {
            if (exception.isOn(thrown)) return exception.type().getSimpleName();
        }
        return thrown.getClass().getSimpleName();
    }

    /**
     * What a connection says of its part in a call, in the words of call control where the library has them, else of
     * the core.
     */
    String connectionState(Object of) throws JtapiFailure {
        if (!controlConnection.isOn(of)) return connectionStates.of(connection.call(of, "getState/0"));
        return controlConnectionStates.of(controlConnection.call(of, "getCallControlState/0"));
    }

    /** Likewise, of a phone's part. */
    String terminalState(Object of) throws JtapiFailure {
        if (!controlTerminalConnection.isOn(of)) return terminalStates.of(terminalConnection.call(of, "getState/0"));
        return controlTerminalStates.of(controlTerminalConnection.call(of, "getCallControlState/0"));
    }
}
