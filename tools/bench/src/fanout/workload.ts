import { MARKER, type ReplayMessage } from './replay-plan.ts';

/** Who watches what: `watched[w]` are the contacts of watcher `w`, by number. */
export interface Workload {
  readonly watched: readonly (readonly number[])[];
  /** How many watch each contact. */
  readonly fanOuts: readonly number[];
}

/** How large a workload is. */
export interface WorkloadSize {
  readonly watchers: number;
  readonly contacts: number;
  /** Of each watcher. */
  readonly contactsEach: number;
}

/** What fan-out and latency are measured with: a change reaches 25 on average. */
export const USUAL_SIZE: WorkloadSize = { watchers: 1000, contacts: 2000, contactsEach: 50 };

/** Numbers below a limit, the same in every run. */
function createDice(): (limit: number) => number {
  let seed = 12345;
  return (limit) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
}

/** Random choices that are the same in every run. */
export function createWorkload({ watchers, contacts, contactsEach }: WorkloadSize): Workload {
  const below = createDice();
  const watched = Array.from({ length: watchers }, () => {
    const chosen = new Set<number>();
    while (chosen.size < contactsEach) chosen.add(below(contacts));
    return [...chosen];
  });
  const fanOuts = Array.from({ length: contacts }, () => 0);
  for (const contact of watched.flat()) fanOuts[contact] = (fanOuts[contact] ?? 0) + 1;
  return { watched, fanOuts };
}

/** The number of a contact's phone. */
function lineOf(contact: number): string {
  return String(3_611_000_000 + contact);
}

/** The presentity of a contact's phone. */
export function idOf(contact: number): string {
  return `${lineOf(contact)}_JTAPI`;
}

/** A line of the feed that the Node servers read: what a source says of one presentity. */
export interface FeedLine {
  readonly identifier: string;
  readonly state: 'RINGING';
  readonly since: number;
  readonly raw: string;
}

const SINCE = 1_795_000_000_000;

/** An item as watchers get it: what brokers pass on as it is, and Node servers make of the feed. */
export function itemOf({ identifier, state, since, raw }: FeedLine, version: number) {
  return { id: `${identifier}_JTAPI`, identifier, type: 'JTAPI', state, since, version, confirmedAt: SINCE, raw };
}

/** One message a contact that somebody watches, in the order of their numbers. */
export function messagesOf({ fanOuts }: Workload, encode: (line: FeedLine, contact: number) => Buffer): ReplayMessage[] {
  return fanOuts.flatMap((fanOut, contact) => {
    if (fanOut === 0) return [];
    const line: FeedLine = { identifier: lineOf(contact), state: 'RINGING', since: SINCE, raw: MARKER };
    return { bytes: encode(line, contact), fanOut };
  });
}

/** Messages for a server that reads the feed. */
export function feedMessagesOf(workload: Workload): ReplayMessage[] {
  return messagesOf(workload, (line) => Buffer.from(`${JSON.stringify(line)}\n`));
}

/** An item of a usual version, as text: what goes through a broker. */
export function itemTextOf(line: FeedLine): string {
  return JSON.stringify(itemOf(line, SINCE * 1024));
}
