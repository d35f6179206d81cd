import fc from 'fast-check';
import { calendarReport, kindAt, stillReport, type CalendarEdit } from './calendar-report.ts';
import { Calendar, SLOT_MS, slotOf, type CalendarKind } from './calendar.ts';

/** A calendar written down: from slot 1000 on, free before and after. */
class WrittenCalendar extends Calendar {
  readonly #kinds: readonly CalendarKind[];

  constructor(...kinds: readonly CalendarKind[]) {
    super('written', 0);
    this.#kinds = kinds;
  }

  override kindAt(slot: number): CalendarKind {
    return this.#kinds[slot - 1000] ?? 'free';
  }
}

const at = (slot: number, share = 0.5): number => Math.floor((1000 + slot + share) * SLOT_MS);
const edge = (slot: number): number => (1000 + slot) * SLOT_MS;

describe('the report of a calendar', () => {
  const calendar = new WrittenCalendar('free', 'busy', 'busy', 'free', 'tentative', 'workingElsewhere', 'oof', 'oof');

  it('says that a meeting is on, since when, until when, and what is next', () => {
    expect(calendarReport(calendar, undefined, at(1))).toEqual({
      state: 'IN_MEETING',
      since: edge(1),
      raw: 'busy',
      activity: { until: edge(3), next: { from: edge(6), until: edge(8) } },
    });
  });

  it.each([
    [edge(1) - 1, 'AVAILABLE'],
    [edge(1), 'IN_MEETING'],
    [edge(3) - 1, 'IN_MEETING'],
    [edge(3), 'AVAILABLE'],
  ])('changes exactly at the edge (%d: %s)', (moment, state) => {
    expect(calendarReport(calendar, undefined, moment).state).toBe(state);
  });

  it('says until when somebody is free', () => {
    const { state, raw, activity } = calendarReport(calendar, undefined, at(3));
    expect([state, raw]).toEqual(['AVAILABLE', 'free']);
    expect(activity).toEqual({ until: edge(4), next: { from: edge(6), until: edge(8) } });
  });

  it('takes tentative meetings and working elsewhere for remarks', () => {
    expect(calendarReport(calendar, undefined, at(4))).toMatchObject({
      state: 'AVAILABLE',
      raw: 'tentative',
      activity: { tentative: true },
    });
    expect(calendarReport(calendar, undefined, at(5))).toMatchObject({ state: 'AVAILABLE', raw: 'workingElsewhere' });
  });

  it('says who is out of office', () => {
    const { state, raw, activity } = calendarReport(calendar, undefined, at(6));
    expect([state, raw, activity]).toEqual(['AWAY', 'oof', { until: edge(8), outOfOffice: true }]);
  });

  it('does not claim to know what lies beyond a day', () => {
    expect(calendarReport(new WrittenCalendar(), undefined, at(0))).toEqual({
      state: 'AVAILABLE',
      since: null,
      raw: 'free',
      activity: {},
    });
  });

  it('has a meeting that somebody came by for begin at that moment, and join the next one', () => {
    const edit: CalendarEdit = { editedAt: at(0), overlay: { kind: 'busy', untilSlot: 1001 } };
    expect(calendarReport(calendar, edit, at(0))).toMatchObject({
      state: 'IN_MEETING',
      since: at(0),
      activity: { until: edge(3) },
    });
    expect(calendarReport(calendar, edit, at(2))).toMatchObject({
      state: 'IN_MEETING',
      since: at(0),
      activity: { until: edge(3) },
    });
    expect(calendarReport(calendar, edit, at(3))).toMatchObject({ state: 'AVAILABLE', since: edge(3) });
  });

  it('frees who leaves early, from that moment', () => {
    const edit: CalendarEdit = { editedAt: at(1), overlay: { kind: 'free', untilSlot: 1003 } };
    expect(calendarReport(calendar, edit, at(1))).toMatchObject({
      state: 'AVAILABLE',
      since: at(1),
      activity: { until: edge(4) },
    });
  });

  it('knows nothing of an edit that lies in the future, because the clock was put back', () => {
    const edit: CalendarEdit = { editedAt: at(1, 0.5), overlay: { kind: 'free', untilSlot: 1003 } };
    expect(calendarReport(calendar, edit, at(1, 0.4))).toEqual(calendarReport(calendar, undefined, at(1, 0.4)));
  });

  it('has no times where it stands still', () => {
    const { since, activity } = stillReport(calendar);
    expect(since).toBeNull();
    expect(activity).toEqual({});
  });
});

describe('a calendar drawn by chance', () => {
  const anyMoment = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });

  it('is the same to everybody who asks, at any time before and after', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.nat(), anyMoment, (address, seed, moment) => {
        expect(calendarReport(new Calendar(address, seed), undefined, moment)).toEqual(
          calendarReport(new Calendar(address, seed), undefined, moment),
        );
      }),
    );
  });

  it('keeps its word: the state holds until the moment it names, changes then, and began when it says', () => {
    fc.assert(
      fc.property(fc.emailAddress(), anyMoment, (address, moment) => {
        const calendar = new Calendar(address, 1);
        const { raw, since, activity } = calendarReport(calendar, undefined, moment);
        const until = activity?.until;
        if (since !== null) {
          expect(since).toBeLessThanOrEqual(moment);
          expect(calendarReport(calendar, undefined, since).raw).toBe(raw);
          expect(calendarReport(calendar, undefined, since - 1).raw).not.toBe(raw);
        }
        if (until !== undefined) {
          expect(until).toBeGreaterThan(moment);
          expect(calendarReport(calendar, undefined, until - 1).raw).toBe(raw);
          expect(calendarReport(calendar, undefined, until).raw).not.toBe(raw);
        }
        const next = activity?.next;
        if (next !== undefined) expect(['busy', 'oof']).toContain(kindAt(slotOf(next.from), calendar, undefined));
      }),
    );
  });

  it('has everything in it, in plausible shares', () => {
    const counts = new Map<string, number>();
    for (let person = 0; person < 2000; person += 1) {
      const kind = new Calendar(`person${String(person)}@example.org`, 1).kindAt(991_300);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const share = (kind: string): number => (counts.get(kind) ?? 0) / 2000;
    expect(share('busy')).toBeGreaterThan(0.15);
    expect(share('busy')).toBeLessThan(0.5);
    expect(share('oof')).toBeCloseTo(0.05, 1);
    for (const kind of ['free', 'tentative', 'workingElsewhere', 'oof']) expect(share(kind)).toBeGreaterThan(0);
  });
});
