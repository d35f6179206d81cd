import type { PresenceReason } from '@lampfield/protocol';
import type { Clock, Timer } from '../../../../ports/clock.ts';
import type { SourceReport } from '../../../../ports/source.ts';
import { checkDwell, type MaxDwellMs } from '../../telephony/dwell.ts';
import type { AddressFacts } from '../../telephony/line-facts.ts';
import type { LineState } from '../../telephony/line-state.ts';
import { reduceLine } from '../../telephony/reduce-line.ts';
import type { StateNews } from '../subscription/subscription-parts.ts';
import type { AddressReader, EventPackage, Reading } from './address-reader.ts';

/** Parts of a line. */
export interface WatchedLineParts {
  readonly clock: Clock;
  /** The SIP addresses of the line. */
  readonly addresses: readonly string[];
  readonly eventPackage: EventPackage;
  /** How long it may ring or dial before it is to be read again. */
  readonly maxDwellMs: MaxDwellMs;
  readonly onReport: (report: SourceReport) => void;
  /** It has been ringing for too long: all its addresses are to be read again. */
  readonly onOverdue: () => void;
}

/** What is known of one address: nothing has come yet, it has told something, or why it does not. */
interface Address {
  reader: AddressReader | undefined;
  /** Whose documents the reader puts together. */
  dialogId: string | undefined;
  facts: AddressFacts | undefined;
  /** Something that it told is missing. */
  isDoubtful: boolean;
  reason: PresenceReason | undefined;
}

const UNHEARD: Address = { reader: undefined, dialogId: undefined, facts: undefined, isDoubtful: false, reason: undefined };

/** A line that is overdue is read again, and again after this; milliseconds. */
const READ_AGAIN_MS = 30_000;

/** Of several reasons for knowing nothing, the first of these is told: what may pass before what will not. */
const REASONS: readonly PresenceReason[] = ['PENDING', 'SOURCE_FULL', 'DENIED', 'NOT_CONTROLLED', 'NOT_FOUND'];

/** One line: what its addresses tell, put together. */
export class WatchedLine {
  readonly #parts: WatchedLineParts;
  readonly #addresses: ReadonlyMap<string, Address>;
  #state: LineState | undefined;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(parts: WatchedLineParts) {
    this.#parts = parts;
    this.#addresses = new Map(parts.addresses.map((address) => [address, { ...UNHEARD }]));
  }

  /** Takes what an address tells, and reports. */
  take(address: string, { document, dialogId, isRead }: StateNews): Reading {
    const known = this.#get(address);
    if (known.reader === undefined || known.dialogId !== dialogId) known.reader = this.#parts.eventPackage.createReader();
    known.dialogId = dialogId;
    const reading = known.reader.read(document);
    const { facts, isComplete } = reading;
    const readAtMs = isRead && isComplete ? this.#parts.clock.wallMs() : known.facts?.readAtMs;
    known.facts = facts && { ...facts, address, ...(readAtMs !== undefined && { readAtMs }) };
    known.isDoubtful = !isComplete;
    known.reason = facts === undefined ? 'PENDING' : undefined;
    this.#report();
    return reading;
  }

  /** Nothing is known of the address from now on. */
  forget(address: string, reason: PresenceReason): void {
    Object.assign(this.#get(address), { ...UNHEARD, reason });
    this.#report();
  }

  /** Says no more. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #get(address: string): Address {
    const known = this.#addresses.get(address);
    if (known === undefined) throw new Error(`${address} is no address of the line`);
    return known;
  }

  #report(): void {
    const { clock, onReport, onOverdue, maxDwellMs } = this.#parts;
    this.#timer?.cancel();
    const known = [...this.#addresses.values()];
    const facts = known.flatMap((address) => address.facts ?? []);
    const nowMs = clock.wallMs();
    const step = reduceLine(this.#state, facts, nowMs);
    this.#state = step.state;
    if (facts.length === 0) {
      const reason = REASONS.find((candidate) => known.some((address) => address.reason === candidate));
      if (reason !== undefined) onReport({ state: 'UNKNOWN', since: null, reason });
      return;
    }
    const { report, isOverdue, dwellDeadlineMs } = checkDwell(step, nowMs, maxDwellMs);
    const isDoubtful = known.some((address) => address.isDoubtful);
    onReport(isDoubtful ? { ...report, stale: true, reason: 'PENDING' } : report);
    if (isOverdue) this.#reportAfter(READ_AGAIN_MS);
    else if (dwellDeadlineMs !== undefined) this.#reportAfter(dwellDeadlineMs - nowMs);
    if (isOverdue) onOverdue();
  }

  #reportAfter(delayMs: number): void {
    if (!this.#isStopped) this.#timer = this.#parts.clock.startTimer(delayMs, () => this.#report());
  }
}
