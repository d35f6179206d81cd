package org.lampfield.jtapi;

/**
 * How a provider is opened.
 *
 * @param peer class of the JTAPI implementation; null for the library's own
 * @param providerString as Cisco's library takes it: {@code server1,server2;login=...;passwd=...}
 */
record OpenRequest(String peer, String providerString) {
    /** The provider string knows no way to write its own separators. */
    static boolean isWritable(String part) {
        return part.indexOf(';') < 0;
    }

    static OpenRequest of(String peer, String managers, String login, String password) {
        return new OpenRequest(peer, managers + ";login=" + login + ";passwd=" + password + ";appinfo=Lampfield");
    }

    /** Never with the password. */
    @Override
    public String toString() {
        return "OpenRequest";
    }
}
