package org.lampfield.jtapi;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes of what the library threw a reason that an attendant's screen can show, and a line for an operator. */
final class Failures {
    private static final String OTHERWISE = "SOURCE_DOWN";

    /** By the specification's exceptions; what is missing here is {@link #OTHERWISE}. */
    private static final Map<String, String> BY_CLASS =
            Map.of(
                    // Thrown by Provider.getAddress for a number that is none of the user's; JTAPI cannot tell
                    // whether it exists elsewhere.
                    "InvalidArgumentException", "NOT_CONTROLLED",
                    "InvalidPartyException", "NOT_FOUND",
                    "PrivilegeViolationException", "DENIED",
                    "ResourceUnavailableException", "SOURCE_FULL");

    /** Cisco throws PlatformException for most things and says more in an error code of this name. */
    private static final Map<String, String> BY_CISCO_NAME =
            Map.ofEntries(
                    Map.entry("CTIERR_ACCESS_TO_DEVICE_DENIED", "DENIED"),
                    Map.entry("CTIERR_DEVICE_RESTRICTED", "DENIED"),
                    Map.entry("CTIERR_LINE_RESTRICTED", "DENIED"),
                    Map.entry("CTIERR_USER_NOT_AUTH_FOR_SECURITY", "DENIED"),
                    Map.entry("DIRECTORY_LOGIN_NOT_ALLOWED", "DENIED"),
                    Map.entry("DIRECTORY_LOGIN_FAILED", OTHERWISE),
                    Map.entry("CTIERR_DIRECTORY_LOGIN_TIMEOUT", OTHERWISE),
                    Map.entry("CTIERR_ENDUSER_NOT_ASSOCIATED_WITH_DEVICE", "NOT_CONTROLLED"),
                    Map.entry("UNDEFINED_LINE", "NOT_FOUND"),
                    Map.entry("LINE_INFO_DOES_NOT_EXIST", "NOT_FOUND"),
                    Map.entry("MAX_NUMBER_OF_CTI_CONNECTIONS_REACHED", "SOURCE_FULL"),
                    Map.entry("CTIERR_RESOURCE_NOT_AVAILABLE", "SOURCE_FULL"));

    /** The last resort: what the library says in words. */
    private static final Pattern DENIED_WORDS =
            Pattern.compile(
                    "\\b(login|password|credentials?|permission|privileges?|not authori[sz]ed|restricted|locked)\\b",
                    Pattern.CASE_INSENSITIVE);

    private final Jtapi jtapi;

    Failures(Jtapi jtapi) {
        this.jtapi = jtapi;
    }

    /** @param operation what was tried: open, watch, read */
    Message describe(String operation, JtapiFailure failure) {
        Throwable thrown = failure.getCause();
        String name = jtapi.nameOf(thrown);
        Optional<String> ciscoName = ciscoNameOf(thrown);
        String text = Secret.scrub(thrown.getMessage());
        return Message.of("failed")
                .with("op", operation)
                .with("reason", reasonOf(name, ciscoName, text))
                .with("error", ciscoName.map((code) -> name + " " + code).orElse(name))
                .with("text", text);
    }

    private static String reasonOf(String name, Optional<String> ciscoName, String text) {
        String byCisco = BY_CISCO_NAME.get(ciscoName.orElse(""));
        if (byCisco != null) return byCisco;
        String byClass = BY_CLASS.get(name);
        if (byClass != null) return byClass;
        return text != null && DENIED_WORDS.matcher(text).find() ? "DENIED" : OTHERWISE;
    }

    private static Optional<String> ciscoNameOf(Throwable thrown) {
        return Extensions.askState(thrown, "CiscoJtapiException", "getErrorCode", "");
    }
}
