import type { AddressFacts } from '../../telephony/line-facts.ts';
import { readDialogInfo } from '../documents/dialog-info.ts';
import { DialogTable } from '../documents/dialog-table.ts';
import { findPidfFacts } from '../documents/pidf-facts.ts';
import { readPidf } from '../../../documents/pidf.ts';
import type { StateDocument } from '../subscription/subscription-parts.ts';

/** What is known of an address after a NOTIFY. */
export interface Reading {
  /** Undefined when nothing is. */
  readonly facts: Omit<AddressFacts, 'address'> | undefined;
  /** All there is to know, not only what changed. */
  readonly isComplete: boolean;
  /** Why the document could not be read, for the log. */
  readonly flaw?: string;
}

/** Puts the documents of one subscription together; another subscription needs another reader. */
export interface AddressReader {
  /** @param document undefined when the NOTIFY had none */
  read(document: StateDocument | undefined): Reading;
}

/** An event package: what can be read of it, and how. */
export interface EventPackage {
  readonly contentTypes: readonly string[];
  createReader(): AddressReader;
}

const NOTHING: Reading = { facts: undefined, isComplete: true };

/** The packages that lines can be watched by, as the configuration names them. */
export const EVENT_PACKAGES: Readonly<Record<'dialog' | 'presence', EventPackage>> = {
  dialog: { contentTypes: ['application/dialog-info+xml'], createReader: () => new DialogReader() },
  presence: { contentTypes: ['application/pidf+xml'], createReader: () => ({ read: readPresence }) },
};

/** RFC 4235: documents build on one another. */
class DialogReader implements AddressReader {
  /** Undefined before the first document. */
  #table: DialogTable | undefined;
  #isComplete = true;

  read(document: StateDocument | undefined): Reading {
    if (document === undefined) return this.#readNothing();
    const decoded = readDialogInfo(document.text);
    if (!decoded.ok) {
      this.#table = undefined;
      return { ...NOTHING, flaw: `${decoded.path}: expected ${decoded.expected}` };
    }
    const isFull = decoded.value.state === 'full';
    this.#table ??= new DialogTable();
    let outcome = this.#table.apply(decoded.value);
    if (outcome === 'old' && isFull) {
      // Messages come in order, so the notifier has begun to count anew.
      this.#table = new DialogTable();
      outcome = this.#table.apply(decoded.value);
    }
    this.#isComplete = isFull || (this.#isComplete && outcome === 'applied');
    return { facts: { calls: this.#table.calls() }, isComplete: this.#isComplete };
  }

  /** The notifier knows of no calls. It may know of nothing at all: an idle line stays idle, but a call has not ended by it. */
  #readNothing(): Reading {
    if (this.#table !== undefined && this.#table.calls().length === 0) return { facts: { calls: [] }, isComplete: true };
    this.#table = undefined;
    return NOTHING;
  }
}

/** RFC 3863: each document says everything. */
function readPresence(document: StateDocument | undefined): Reading {
  if (document === undefined) return NOTHING;
  const decoded = readPidf(document.text);
  if (!decoded.ok) return { ...NOTHING, flaw: `${decoded.path}: expected ${decoded.expected}` };
  return { facts: findPidfFacts(decoded.value), isComplete: true };
}
