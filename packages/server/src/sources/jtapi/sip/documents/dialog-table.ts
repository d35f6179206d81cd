import type { CallFact } from '../../telephony/line-facts.ts';
import { findCallFact } from './dialog-fact.ts';
import { MAX_DIALOGS, type DialogInfoDocument } from './dialog-info.ts';

/**
 * What became of a document. `old`: left out, a newer one was there before. `gap`: applied, but something is missing before it (a
 * document was lost, or the first one is partial), so that a full one is to be asked for by a refresh of the subscription. It is said
 * when the gap is found, not again until a full document has closed it.
 */
export type ApplyOutcome = 'applied' | 'old' | 'gap';

/**
 * The calls of one subscription, put together from its documents (RFC 4235, section 4.3). Versions belong to a subscription: a new one
 * (after a 481, after a restart of the server) needs a new table. An old full document in a message that by its CSeq is a new one says that the
 * server counts anew: that needs a new table, too.
 */
export class DialogTable {
  readonly #calls = new Map<string, CallFact>();
  #version: number | undefined;
  #isComplete = true;

  /** Applies the document of a NOTIFY. A NOTIFY without a body is not for here: it says that nothing is known. */
  apply(document: DialogInfoDocument): ApplyOutcome {
    const { version, state } = document;
    const expected = this.#version === undefined ? undefined : this.#version + 1;
    // The same version again is applied: it is the same document, or comes from a server that does not count.
    if (expected !== undefined && version < expected - 1) return 'old';
    this.#version = version;
    if (state === 'full') this.#calls.clear();
    const isAllKept = this.#take(document);
    if (state === 'full') this.#isComplete = true;
    else if (expected === undefined || version > expected || !isAllKept) return this.#noteGap();
    return 'applied';
  }

  /** The calls that are not over, in the order in which they came. Empty also before the first document. */
  calls(): CallFact[] {
    return [...this.#calls.values()];
  }

  /** False when there are more dialogs than are kept. */
  #take({ dialogs }: DialogInfoDocument): boolean {
    let isAllKept = true;
    for (const dialog of dialogs) {
      const fact = findCallFact(dialog);
      if (fact === undefined) this.#calls.delete(dialog.id);
      else if (this.#calls.has(dialog.id) || this.#calls.size < MAX_DIALOGS) this.#calls.set(dialog.id, fact);
      else isAllKept = false;
    }
    return isAllKept;
  }

  #noteGap(): ApplyOutcome {
    const outcome = this.#isComplete ? 'gap' : 'applied';
    this.#isComplete = false;
    return outcome;
  }
}
