import type { Decoded, PresenceState } from '@lampfield/protocol';
import { readXml, type XmlElement } from '../../documents/xml-tree.ts';
import type { SourceReport } from '../../../ports/source.ts';

/** The seven words (Cisco's Presence Web Service cookbook, "presence state definitions"); UNKNOWN is for whom the node does not know. */
const STATES: ReadonlyMap<string, PresenceState> = new Map([
  ['available', 'AVAILABLE'],
  ['away', 'AWAY'],
  ['busy', 'BUSY'],
  ['dnd', 'DND'],
  ['do not disturb', 'DND'],
  ['vacation', 'AWAY'],
  ['unavailable', 'OFFLINE'],
  ['unknown', 'UNKNOWN'],
]);

/**
 * Reads basic presence. The cookbook says that it is one of seven words, and no public page shows what is around it: so it is the one word that is the
 * whole text of an element, whatever that is called. Whatever comes, the outcome is a value.
 */
export function readBasicPresence(text: string): Decoded<SourceReport> {
  const document = readXml(text);
  if (!document.ok) return document;
  const [raw, ...others] = new Set(wordsIn(document.value));
  const state = raw === undefined || others.length > 0 ? undefined : STATES.get(raw);
  if (raw === undefined || state === undefined)
    return { ok: false, path: '', expected: `one of ${[...STATES.keys()].join(', ')}` };
  if (state === 'UNKNOWN') return { ok: true, value: { state, since: null, raw, reason: 'NOT_FOUND' } };
  return { ok: true, value: { state, since: null, raw } };
}

function wordsIn({ text, children }: XmlElement): string[] {
  const word = text.trim().toLowerCase();
  return [...(STATES.has(word) ? [word] : []), ...children.flatMap(wordsIn)];
}
