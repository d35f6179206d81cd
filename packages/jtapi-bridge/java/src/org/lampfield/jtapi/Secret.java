package org.lampfield.jtapi;

/** The password: taken out of every text that leaves the bridge, because libraries quote what they were given. */
final class Secret {
    private static final int LONGEST_TEXT = 1000;

    private static volatile String password = "";

    private Secret() {}

    static void keep(String secret) {
        password = secret;
    }

    /** One line, of bounded length, without the password; null stays null. */
    static String scrub(String text) {
        if (text == null) return null;
        String secret = password;
        String clean = secret.isEmpty() ? text : text.replace(secret, "***");
        String line = clean.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
    }
}
