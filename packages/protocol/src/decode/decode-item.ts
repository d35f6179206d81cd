import { MAX_IDENTIFIER_LENGTH } from '../presence-id.ts';
import { PRESENCE_REASONS, type BusyPeriod, type CallPeer, type PresenceActivity, type PresenceItem } from '../presence-item.ts';
import { PRESENCE_STATES } from '../presence-state.ts';
import { PRESENCE_TYPES } from '../presence-type.ts';
import { flag, integer, nullable, object, oneOf, text, type Decoder } from './decoder.ts';

/** Longest id: an identifier, an underscore, the longest type. */
const MAX_ID_LENGTH = MAX_IDENTIFIER_LENGTH + 16;

/** Longest free text (notes, names, the source's own words) a client accepts. */
const MAX_TEXT_LENGTH = 1024;

/** Any string short enough to be an id; whether it is one is for `parsePresenceId` to say. */
export const decodeIdText: Decoder<string> = text(MAX_ID_LENGTH);

const epochMs = integer(0);

const decodePeer: Decoder<CallPeer> = object({
  required: { number: text(MAX_IDENTIFIER_LENGTH) },
  optional: { name: text(MAX_TEXT_LENGTH) },
});

const decodePeriod: Decoder<BusyPeriod> = object({ optional: {}, required: { from: epochMs, until: epochMs } });

const decodeActivity: Decoder<PresenceActivity> = object({
  required: {},
  optional: {
    peer: decodePeer,
    direction: oneOf(['in', 'out']),
    held: flag,
    conference: flag,
    calls: integer(0),
    until: epochMs,
    next: decodePeriod,
    outOfOffice: flag,
    tentative: flag,
    note: text(MAX_TEXT_LENGTH),
    resources: integer(0),
  },
});

/** Decodes one presence item. A reason or state that this version does not know fails: it must not be shown as something else. */
export const decodePresenceItem: Decoder<PresenceItem> = object({
  required: {
    id: text(MAX_ID_LENGTH, 1),
    identifier: text(MAX_IDENTIFIER_LENGTH, 1),
    type: oneOf(PRESENCE_TYPES),
    state: oneOf(PRESENCE_STATES),
    since: nullable(epochMs),
    version: integer(0),
    confirmedAt: epochMs,
  },
  optional: {
    stale: flag,
    reason: oneOf(PRESENCE_REASONS),
    raw: text(MAX_TEXT_LENGTH),
    activity: decodeActivity,
  },
});
