import { precedenceOf, type Decoded, type PresenceState } from '@lampfield/protocol';
import { plainLine } from '../../../core/plain-line.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { readPidf, type PidfPresence } from '../../documents/pidf.ts';

/** Longest note that is passed on; characters (code points). */
const LONGEST_NOTE = 255;

/** What the person's activities say: those of RFC 4480, section 3.2, and Cisco's own. Others, such as the `phone-status` beside them, say nothing. */
const STATES: ReadonlyMap<string, PresenceState> = new Map([
  ['available', 'AVAILABLE'],
  ['alerting', 'RINGING'],
  ['on-the-phone', 'ON_CALL'],
  ['dnd', 'DND'],
  ['meeting', 'IN_MEETING'],
  ['appointment', 'IN_MEETING'],
  ['presentation', 'IN_MEETING'],
  ['busy', 'BUSY'],
  ['away', 'AWAY'],
  ['vacation', 'AWAY'],
  ['holiday', 'AWAY'],
  ['unavailable', 'OFFLINE'],
]);

/** Reads rich presence: a PIDF document. Whatever comes, the outcome is a value. */
export function readRichPresence(text: string): Decoded<SourceReport> {
  const pidf = readPidf(text);
  return pidf.ok ? { ok: true, value: toReport(pidf.value) } : pidf;
}

/** Who can be reached nowhere is offline, whatever he said before; nothing said is somebody whom the node does not know or may not show. */
function toReport({ tuples, activities, note }: PidfPresence): SourceReport {
  const basics = new Set(tuples.flatMap(({ basic }) => basic ?? []));
  if (basics.has('closed') && !basics.has('open')) return { state: 'OFFLINE', since: null, raw: 'closed' };
  const [decisive] = activities
    .flatMap((raw) => {
      const state = STATES.get(raw);
      return state === undefined ? [] : [{ state, raw }];
    })
    .sort((one, other) => precedenceOf(one.state) - precedenceOf(other.state));
  const said = decisive ?? (basics.has('open') ? { state: 'AVAILABLE' as const, raw: 'open' } : undefined);
  if (said === undefined) return { state: 'UNKNOWN', since: null, reason: 'NOT_FOUND' };
  const plain = plainLine(note ?? '', LONGEST_NOTE);
  return { ...said, since: null, ...(plain !== '' && { activity: { note: plain } }) };
}
