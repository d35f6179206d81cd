import type { PresenceState } from '@lampfield/protocol';
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

/** How large a workload is in which a change reaches exactly so many; a divisor of the watchers. */
export interface EvenSize {
  readonly watchers: number;
  readonly contacts: number;
  readonly fanOut: number;
}

/** Every contact has equally many watchers; a run of consecutive contacts reaches each watcher once before any of them twice. */
export function createEvenWorkload({ watchers, contacts, fanOut }: EvenSize): Workload {
  if (watchers % fanOut !== 0) throw new Error(`${String(watchers)} watchers cannot be shared out by ${String(fanOut)}`);
  const below = createDice();
  const watched = Array.from({ length: watchers }, (): number[] => []);
  const order = [...watched.keys()];
  for (let place = 0; place < contacts * fanOut; place += 1) {
    const dealt = place % watchers;
    const chosen = dealt + below(watchers - dealt);
    const watcher = order[chosen] ?? 0;
    order[chosen] = order[dealt] ?? 0;
    order[dealt] = watcher;
    watched[watcher]?.push(Math.floor(place / fanOut));
  }
  return { watched, fanOuts: Array.from({ length: contacts }, () => fanOut) };
}

/** The number of a contact's phone. */
export function lineOf(contact: number): string {
  return String(3_611_000_000 + contact);
}

/** The presentity of a contact's phone. */
export function idOf(contact: number): string {
  return `${lineOf(contact)}_JTAPI`;
}

/** A line of the feed that the Node servers read: what a source says of one presentity. */
export interface FeedLine {
  readonly identifier: string;
  readonly state: PresenceState;
  readonly since: number;
  readonly raw: string;
}

const SINCE = 1_795_000_000_000;

/** An item as watchers get it: what brokers pass on as it is, and Node servers make of the feed. */
export function itemOf({ identifier, state, since, raw }: FeedLine, version: number) {
  return { id: `${identifier}_JTAPI`, identifier, type: 'JTAPI', state, since, version, confirmedAt: SINCE, raw };
}

/** More than are sent in a window; a plan of a million would take longer to write than to play. */
const MOST_MESSAGES = 100_000;

/** One message a contact that somebody watches, in the order of their numbers; of very many contacts some, evenly spread. */
export function messagesOf({ fanOuts }: Workload, encode: (line: FeedLine, contact: number) => Buffer): ReplayMessage[] {
  const everyNth = Math.ceil(fanOuts.length / MOST_MESSAGES);
  return fanOuts.flatMap((fanOut, contact) => {
    if (fanOut === 0 || contact % everyNth !== 0) return [];
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
