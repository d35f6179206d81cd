import type { Decoded } from '@lampfield/protocol';
import { mismatch, optional, readDocument, readId, readWord } from './document-reading.ts';
import { childrenOf, findChild, type XmlElement } from './xml-tree.ts';

/** One `<tuple>`: a way to reach the presentity, usually a device or a service. */
export interface PidfTuple {
  readonly id: string;
  /** Undefined where the tuple does not say (RFC 3863, section 4.1.3: it need not). */
  readonly basic?: 'open' | 'closed';
  readonly contact?: string;
}

/** An `application/pidf+xml` document (RFC 3863) with what RFC 4479 and RFC 4480 add to it. */
export interface PidfPresence {
  /** URI of who is watched. */
  readonly entity: string;
  readonly tuples: readonly PidfTuple[];
  /** All activities of the person, its devices and tuples, each once, in lower case: `on-the-phone`, `away`. */
  readonly activities: readonly string[];
  /** The first note of the document; plain text, as it came. */
  readonly note?: string;
}

/** Most tuples of a document, and most activities. */
export const MAX_TUPLES = 256;

const PIDF = 'urn:ietf:params:xml:ns:pidf';

/** Where `activities` live: RFC 4480, and what servers in use kept from its drafts or made of their own. */
const RPID_NAMESPACES: ReadonlySet<string> = new Set([
  'urn:ietf:params:xml:ns:pidf:rpid', // RFC 4480
  'urn:ietf:params:xml:ns:pidf:status:rpid', // Cisco Unified CM and its phones
  'urn:cisco:params:xml:ns:pidf:rpid', // Cisco IM and Presence
  'urn:ietf:params:xml:ns:pidf:status:rpid-status', // drafts of 2004
  'urn:ietf:params:xml:ns:pidf:rpid:rpid-person', // Asterisk
  'urn:ietf:params:xml:ns:pidf:rpid:status:rpid-status', // Asterisk
]);

/** Reads a PIDF document. Whatever comes, the outcome is a value. */
export function readPidf(text: string): Decoded<PidfPresence> {
  return readDocument(text, { root: [PIDF, 'presence'] }, (root) => {
    const tuples = childrenOf(root, PIDF, 'tuple');
    if (tuples.length > MAX_TUPLES) mismatch('tuple', `at most ${String(MAX_TUPLES)} tuples`);
    const activities = new Set(findActivities(root));
    if (activities.size > MAX_TUPLES) mismatch('activities', `at most ${String(MAX_TUPLES)} activities`);
    return {
      entity: readId(root, 'entity'),
      tuples: tuples.map((tuple, index) => readTuple(tuple, `tuple[${String(index)}]`)),
      activities: [...activities],
      ...optional('note', findNote(root, tuples)),
    };
  });
}

function readTuple(tuple: XmlElement, path: string): PidfTuple {
  const status = findChild(tuple, PIDF, 'status') ?? mismatch(`${path}.status`, 'an element');
  const basic = findChild(status, PIDF, 'basic');
  return {
    id: readId(tuple, 'id', `${path}.`),
    ...optional('basic', basic && readWord(basic.text, ['open', 'closed'], `${path}.status.basic`)),
    ...optional('contact', findChild(tuple, PIDF, 'contact')?.text.trim()),
  };
}

/**
 * The names in all `activities`, wherever they stand: in a person (RFC 4479), in the status of a tuple (the drafts). Any namespace may add
 * an activity; the drafts wrote it as text of an element `activity`.
 */
function findActivities(element: XmlElement): string[] {
  if (element.local !== 'activities' || !RPID_NAMESPACES.has(element.uri)) return element.children.flatMap(findActivities);
  return element.children
    .map(({ local, text }) => (local === 'activity' ? text : local).trim().toLowerCase())
    .filter((activity) => activity !== '');
}

function findNote(root: XmlElement, tuples: readonly XmlElement[]): string | undefined {
  const notes = [root, ...tuples].flatMap((element) => childrenOf(element, PIDF, 'note'));
  return notes.map(({ text }) => text.trim()).find((note) => note !== '');
}
