import type { Permissions } from '../ports/permissions.ts';

/** Everybody may see everything: where nobody set up roles, and in tests that are about something else. */
export const PERMIT_EVERYTHING: Permissions = {
  maySearch: () => true,
  maySeeType: () => true,
  maySeeOnline: () => true,
  mayPeekCalendars: () => true,
};
