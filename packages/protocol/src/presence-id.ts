import { isPresenceType, type PresenceType } from './presence-type.ts';

/** Longest identifier a presence id may carry, in UTF-16 code units. */
export const MAX_IDENTIFIER_LENGTH = 255;

/** The name of a presentity: `<identifier>_<type>`, for example `36110009100_JTAPI`. */
export type PresenceId = string;

/** What a presence id says, taken apart. */
export interface ParsedPresenceId {
  readonly id: PresenceId;
  readonly identifier: string;
  readonly type: PresenceType;
}

/** Why a string is not a presence id; the codes are those of the keep-alive's `rejected` list. */
export type PresenceIdFailure = 'INVALID_ID' | 'UNKNOWN_TYPE';

/** Makes the id of a presentity. The identifier has to be canonical already: see {@link parsePresenceId} for the limits. */
export function presenceId(identifier: string, type: PresenceType): PresenceId {
  return `${identifier}_${type}`;
}

/**
 * Takes an id apart. The type stands after the LAST underscore, because identifiers (chat addresses above all) may contain
 * underscores themselves. Never throws; an id without identifier or with one that is too long is INVALID_ID.
 */
export function parsePresenceId(id: string): ParsedPresenceId | PresenceIdFailure {
  const separator = id.lastIndexOf('_');
  if (separator < 1 || separator > MAX_IDENTIFIER_LENGTH) return 'INVALID_ID';
  const type = id.slice(separator + 1);
  if (!isPresenceType(type)) return type === '' ? 'INVALID_ID' : 'UNKNOWN_TYPE';
  const identifier = id.slice(0, separator);
  return hasControlCharacter(identifier) ? 'INVALID_ID' : { id, identifier, type };
}

/** Control characters have no place in a number or an address, but they would in somebody's log. */
function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}
