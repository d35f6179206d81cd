import type { Decoded } from '@lampfield/protocol';
import { findId, mismatch, optional, readDocument, readId, readWord } from '../../../documents/document-reading.ts';
import { childrenOf, findChild, type XmlElement } from '../../../documents/xml-tree.ts';

/** The states of a dialog (RFC 4235, section 3.7.1). */
const DIALOG_STATES = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'] as const;

/** One of {@link DIALOG_STATES}. */
export type DialogState = (typeof DIALOG_STATES)[number];

/** One end of a dialog. */
export interface DialogParticipant {
  /** URI of the identity. */
  readonly identity?: string;
  readonly displayName?: string;
  /** URI the end is reached at. */
  readonly target?: string;
  /** Media features of the target, in lower case, a leading `+` taken off the names: `sip.rendering`, `isfocus`. */
  readonly params: ReadonlyMap<string, string>;
}

/** One `<dialog>` of a dialog-info document (RFC 4235, section 4.1). */
export interface DialogElement {
  /** Names the dialog among those of its entity, in all documents of a subscription. */
  readonly id: string;
  /** The Call-ID: the same at both ends and in all forks of the call, unless a B2BUA stands between. */
  readonly callId?: string;
  readonly localTag?: string;
  readonly remoteTag?: string;
  /** `recipient` when the entity was called. */
  readonly direction?: 'initiator' | 'recipient';
  readonly state: DialogState;
  /** What brought it into its state, in lower case: `cancelled`, `rejected`, `replaced`, `local-bye`, `remote-bye`, `error`, `timeout`. */
  readonly event?: string;
  readonly local?: DialogParticipant;
  readonly remote?: DialogParticipant;
}

/** An `application/dialog-info+xml` document. */
export interface DialogInfoDocument {
  /** URI of who is watched. */
  readonly entity: string;
  /** Grows by one with each document of a subscription. */
  readonly version: number;
  readonly state: 'full' | 'partial';
  readonly dialogs: readonly DialogElement[];
}

/** Most dialogs of a document: more than a line of any PBX can have, and few enough to be kept for thousands of lines. */
export const MAX_DIALOGS = 256;

const NAMESPACE = 'urn:ietf:params:xml:ns:dialog-info';

/**
 * Reads a dialog-info document (RFC 4235). Never throws and never takes long: anything else than a well-formed document of bounded size
 * without DOCTYPE is a failure that says where it is wrong and what was expected. Words are read in any case (kamailio writes `Trying`);
 * elements and attributes that are not known, or of no use here (duration, replaces, referred-by, route-set, media), are left out. The
 * duration is of no use because it counts from the beginning of the dialog, not of its state.
 */
export function readDialogInfo(text: string): Decoded<DialogInfoDocument> {
  return readDocument(text, { root: [NAMESPACE, 'dialog-info'] }, (root) => {
    const dialogs = childrenOf(root, NAMESPACE, 'dialog');
    if (dialogs.length > MAX_DIALOGS) mismatch('dialog', `at most ${String(MAX_DIALOGS)} dialogs`);
    return {
      entity: readId(root, 'entity'),
      version: readVersion(root),
      state: readWord(root.attributes.get('state'), ['full', 'partial'], 'state'),
      dialogs: dialogs.map((dialog, index) => readDialog(dialog, `dialog[${String(index)}]`)),
    };
  });
}

function readVersion({ attributes }: XmlElement): number {
  const digits = attributes.get('version')?.trim() ?? '';
  // Fifteen digits: below 2^53, and some servers count in milliseconds.
  return /^\d{1,15}$/.test(digits) ? Number(digits) : mismatch('version', 'a whole number of at most 15 digits');
}

function readDialog(dialog: XmlElement, path: string): DialogElement {
  const state = findChild(dialog, NAMESPACE, 'state') ?? mismatch(`${path}.state`, 'an element');
  const direction = dialog.attributes.get('direction');
  return {
    id: readId(dialog, 'id', `${path}.`),
    ...optional('callId', findId(dialog, 'call-id')),
    ...optional('localTag', findId(dialog, 'local-tag')),
    ...optional('remoteTag', findId(dialog, 'remote-tag')),
    ...(direction !== undefined && { direction: readWord(direction, ['initiator', 'recipient'], `${path}.direction`) }),
    state: readWord(state.text, DIALOG_STATES, `${path}.state`),
    ...optional('event', state.attributes.get('event')?.trim().toLowerCase()),
    ...optional('local', readParticipant(findChild(dialog, NAMESPACE, 'local'))),
    ...optional('remote', readParticipant(findChild(dialog, NAMESPACE, 'remote'))),
  };
}

function readParticipant(participant: XmlElement | undefined): DialogParticipant | undefined {
  if (participant === undefined) return undefined;
  const identity = findChild(participant, NAMESPACE, 'identity');
  const target = findChild(participant, NAMESPACE, 'target');
  return {
    ...optional('identity', identity?.text.trim()),
    ...optional('displayName', identity?.attributes.get('display')?.trim()),
    ...optional('target', target?.attributes.get('uri')?.trim()),
    params: readParams(target),
  };
}

/** FreeSWITCH writes the value as `pvalue`, the RFC as `pval`; a feature without a value is there. */
function readParams(target: XmlElement | undefined): ReadonlyMap<string, string> {
  const params = target === undefined ? [] : childrenOf(target, NAMESPACE, 'param');
  return new Map(
    params.map(({ attributes }) => {
      const name = (attributes.get('pname') ?? '').trim().toLowerCase().replace(/^\+/, '');
      return [name, (attributes.get('pval') ?? attributes.get('pvalue') ?? '').trim().toLowerCase()];
    }),
  );
}
