/** Ended as it was asked to. */
export const EXIT_OK = 0;

/** Something went wrong that trying again may mend. */
export const EXIT_FAILURE = 1;

/** The configuration is wrong: trying again will not help. `EX_CONFIG` of sysexits.h, which supervisors know. */
export const EXIT_CONFIG = 78;
