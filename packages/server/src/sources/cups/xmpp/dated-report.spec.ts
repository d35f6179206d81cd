import { datedStateOf, dateVerdict, type DatedState } from './dated-report.ts';
import type { Verdict } from './presence-aggregate.ts';

const AWAY: Verdict = { state: 'AWAY', raw: 'away' };
const STAMPED: Verdict = { ...AWAY, stampMs: 500 };

const BUSY: DatedState = { state: 'DND', since: 100 };

describe('dateVerdict', () => {
  it.each<{ what: string; verdict?: Verdict; previous?: DatedState; seenAtMs?: number; since: number | null }>([
    { what: 'found, without a stamp', since: null },
    { what: 'found, with a stamp', verdict: STAMPED, since: 500 },
    { what: 'the first to be seen, without a stamp', seenAtMs: 900, since: null },
    { what: 'the first to be seen, with a stamp', verdict: STAMPED, seenAtMs: 900, since: 500 },
    { what: 'seen to begin', previous: BUSY, seenAtMs: 900, since: 900 },
    { what: 'seen to begin because another client went', verdict: STAMPED, previous: BUSY, seenAtMs: 900, since: 900 },
    { what: 'found to have begun meanwhile', previous: BUSY, since: null },
    { what: 'found to have begun meanwhile, with a stamp', verdict: STAMPED, previous: BUSY, since: 500 },
    { what: 'seen to go on', verdict: STAMPED, previous: { state: 'AWAY', since: 100 }, seenAtMs: 900, since: 100 },
    { what: 'found to go on', verdict: STAMPED, previous: { state: 'AWAY', since: 100 }, since: 100 },
    { what: 'going on since nobody knows when', previous: { state: 'AWAY', since: null }, seenAtMs: 900, since: null },
    { what: 'unknown', verdict: { state: 'UNKNOWN', reason: 'PENDING' }, previous: BUSY, seenAtMs: 900, since: null },
  ])('dates a state that is $what', ({ verdict = AWAY, previous, seenAtMs, since }) => {
    expect(dateVerdict(verdict, previous, seenAtMs).since).toBe(since);
  });

  it('passes on what is said, but not the stamp', () => {
    const verdict: Verdict = { ...STAMPED, activity: { note: 'x', resources: 2 } };
    expect(dateVerdict(verdict, undefined, undefined)).toEqual({
      state: 'AWAY',
      raw: 'away',
      activity: { note: 'x', resources: 2 },
      since: 500,
    });
  });
});

describe('datedStateOf', () => {
  it('remembers a state with its time, and nothing of what is UNKNOWN', () => {
    expect(datedStateOf({ state: 'AWAY', since: 5, raw: 'xa' })).toEqual({ state: 'AWAY', since: 5 });
    expect(datedStateOf({ state: 'UNKNOWN', since: null, reason: 'DENIED' })).toBeUndefined();
  });
});
