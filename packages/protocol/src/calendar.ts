/**
 * What a stretch of a calendar that is not free can be, in the words that Exchange has for free and busy; the strongest first. Where stretches overlap, the strongest
 * counts: the order is that of the merged view of Microsoft Graph (`scheduleInformation`, property `availabilityView`: 3 out of office, 2 busy, 1 tentative, 0 free or
 * working elsewhere).
 */
export const BUSY_KINDS = ['oof', 'busy', 'tentative', 'workingElsewhere'] as const;

/** One of {@link BUSY_KINDS}. */
export type BusyKind = (typeof BUSY_KINDS)[number];
