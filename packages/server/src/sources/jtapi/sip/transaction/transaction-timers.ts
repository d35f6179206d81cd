/** The round trip that is reckoned with (RFC 3261, section 17.1.1.1); milliseconds. */
export const T1_MS = 500;
/** Longest pause between two sendings of the same request; milliseconds. */
export const T2_MS = 4000;
/** How long a message may be on its way in the network; milliseconds. */
export const T4_MS = 5000;
/** Timers F, J and N: after so long nothing is coming any more; milliseconds. */
export const GIVE_UP_MS = 64 * T1_MS;
