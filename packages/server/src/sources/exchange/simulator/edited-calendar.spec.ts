import fc from 'fast-check';
import { calendarReport } from '../calendar/calendar-report.ts';
import { DrawnCalendar, SLOT_MS, type SlotKind } from './drawn-calendar.ts';
import { calendarAround, HORIZON_MS, withEdit, type Edit } from './edited-calendar.ts';

/** A calendar written down: from slot 1000 on, free before and after. */
const written = (...kinds: readonly SlotKind[]) => ({ kindAt: (slot: number): SlotKind => kinds[slot - 1000] ?? 'free' });

const at = (slot: number, share = 0.5): number => Math.floor((1000 + slot + share) * SLOT_MS);
const edge = (slot: number): number => (1000 + slot) * SLOT_MS;

describe('a calendar that is edited', () => {
  const calendar = written('free', 'busy', 'busy', 'free', 'tentative', 'workingElsewhere', 'oof', 'oof');
  const report = (moment: number, ...edits: readonly Edit[]) =>
    calendarReport(calendarAround(moment, calendar, edits), moment).report;

  it('is what was drawn while nobody does', () => {
    expect(report(at(1))).toEqual({
      state: 'IN_MEETING',
      since: edge(1),
      raw: 'busy',
      activity: { until: edge(3), next: { from: edge(6), until: edge(8) } },
    });
  });

  it('has a meeting that somebody came by for begin at that moment, and join the next one', () => {
    const edit: Edit = { from: at(0), until: edge(1), kind: 'busy' };
    expect(report(at(0), edit)).toMatchObject({ state: 'IN_MEETING', since: at(0), activity: { until: edge(3) } });
    expect(report(at(2), edit)).toMatchObject({ state: 'IN_MEETING', since: at(0), activity: { until: edge(3) } });
    expect(report(at(3), edit)).toMatchObject({ state: 'AVAILABLE', since: edge(3) });
  });

  it('frees who leaves early, from that moment', () => {
    const edit: Edit = { from: at(1), until: edge(3), kind: 'free' };
    expect(report(at(1), edit)).toMatchObject({ state: 'AVAILABLE', since: at(1), activity: { until: edge(4) } });
  });

  it('knows when the present stretch began, however often it was edited', () => {
    const anyEdits = fc.array(fc.tuple(fc.integer({ min: 1, max: SLOT_MS }), fc.constantFrom<SlotKind>('busy', 'free')), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(anyEdits, (steps) => {
        let edits: readonly Edit[] = [];
        let moment = at(-5);
        let before: SlotKind = 'free';
        let since: number | null = null;
        for (const [pauseMs, kind] of steps) {
          moment += pauseMs;
          edits = withEdit(edits, { from: moment, until: edge(50), kind });
          if (kind !== before) since = moment;
          before = kind;
        }
        expect(edits.length).toBeLessThanOrEqual(2);
        const told = report(moment, ...edits);
        expect(told.raw).toBe(before);
        if (steps.at(-1)?.[1] !== steps.at(-2)?.[1] && since !== null) expect(told.since).toBe(since);
      }),
    );
  });
});

describe('a calendar drawn by chance', () => {
  const anyMoment = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
  const reportOf = (address: string, moment: number) =>
    calendarReport(calendarAround(moment, new DrawnCalendar(address, 1), []), moment).report;

  it('is the same to everybody who asks, at any time before and after', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.nat(), anyMoment, (address, seed, moment) => {
        const [one, other] = [new DrawnCalendar(address, seed), new DrawnCalendar(address, seed)];
        expect(calendarAround(moment, one, [])).toEqual(calendarAround(moment, other, []));
      }),
    );
  });

  it('keeps its word: what it says of later is what it says then', () => {
    fc.assert(
      fc.property(fc.emailAddress(), anyMoment, (address, moment) => {
        const { raw, activity } = reportOf(address, moment);
        const until = activity?.until;
        if (until === undefined) return;
        expect(until).toBeGreaterThan(moment);
        expect(until).toBeLessThan(moment + HORIZON_MS);
        expect(reportOf(address, until - 1).raw).toBe(raw);
        expect(reportOf(address, until).raw).not.toBe(raw);
      }),
    );
  });

  it('has everything in it, in plausible shares', () => {
    const counts = new Map<string, number>();
    for (let person = 0; person < 2000; person += 1) {
      const kind = new DrawnCalendar(`person${String(person)}@example.org`, 1).kindAt(991_300);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const share = (kind: string): number => (counts.get(kind) ?? 0) / 2000;
    expect(share('busy')).toBeGreaterThan(0.15);
    expect(share('busy')).toBeLessThan(0.5);
    expect(share('oof')).toBeCloseTo(0.05, 1);
    for (const kind of ['free', 'tentative', 'workingElsewhere', 'oof']) expect(share(kind)).toBeGreaterThan(0);
  });
});
