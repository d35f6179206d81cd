/** How often the two clocks are compared. */
export const WAKE_CHECK_INTERVAL_MS = 5000;

/** More than that between the two clocks is sleep, or a clock that was set; less is drift. */
export const JUMP_TOLERANCE_MS = 2000;

/** Several signs of waking within that are one. */
export const WAKE_PAUSE_MS = 1000;

/** After a sleep that long the socket is opened anew: the server gives a silent client up after 15 s. */
export const SOCKET_SUSPECT_AFTER_MS = 20_000;
