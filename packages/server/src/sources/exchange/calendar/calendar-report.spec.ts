import { BUSY_KINDS, type BusyKind } from '@lampfield/protocol';
import fc from 'fast-check';
import type { BusyStretch } from '../../../ports/calendar.ts';
import { calendarReport, createCalendar } from './calendar-report.ts';
import { mergeStretches } from '../../../core/merge-stretches.ts';

const WINDOW = { from: 100, until: 1000 };

const stretch = (from: number, until: number, kind: BusyKind = 'busy'): BusyStretch => ({ from, until, kind });
const reportAt = (at: number, ...stretches: readonly BusyStretch[]) => calendarReport(createCalendar(stretches, WINDOW), at);

describe('the report of a calendar', () => {
  const day = [
    stretch(200, 300),
    stretch(400, 500, 'tentative'),
    stretch(500, 600, 'workingElsewhere'),
    stretch(700, 800, 'oof'),
  ];

  it('says that a meeting is on, since when, until when, and what is next', () => {
    expect(reportAt(250, ...day)).toEqual({
      report: {
        state: 'IN_MEETING',
        since: 200,
        raw: 'busy',
        activity: { until: 300, next: { from: 700, until: 800 } },
      },
      changesAt: 300,
    });
  });

  it.each([
    [199, 'AVAILABLE', 200],
    [200, 'IN_MEETING', 300],
    [299, 'IN_MEETING', 300],
    [300, 'AVAILABLE', 400],
  ])('changes exactly at the edge (%d: %s)', (at, state, changesAt) => {
    expect(reportAt(at, ...day)).toMatchObject({ report: { state }, changesAt });
  });

  it('says until when somebody is free, of whatever kind what follows is, and when the next meeting is', () => {
    expect(reportAt(300, ...day).report).toEqual({
      state: 'AVAILABLE',
      since: 300,
      raw: 'free',
      activity: { until: 400, next: { from: 700, until: 800 } },
    });
  });

  it('takes tentative meetings and working elsewhere for remarks', () => {
    expect(reportAt(400, ...day).report).toMatchObject({ state: 'AVAILABLE', raw: 'tentative', activity: { tentative: true } });
    expect(reportAt(500, ...day).report).toMatchObject({ state: 'AVAILABLE', raw: 'workingElsewhere' });
  });

  it('says who is out of office', () => {
    expect(reportAt(750, ...day).report).toEqual({
      state: 'AWAY',
      since: 700,
      raw: 'oof',
      activity: { until: 800, outOfOffice: true },
    });
  });

  it('has nothing to say of an empty calendar but that it is free, until what is known ends', () => {
    expect(reportAt(500)).toEqual({ report: { state: 'AVAILABLE', since: null, raw: 'free', activity: {} }, changesAt: 1000 });
  });

  it.each([
    ['reaches the ends of what was asked about', [stretch(100, 1000)]],
    ['reaches beyond them, as an event of several days', [stretch(0, 2000)]],
  ])('claims neither since nor until of what %s', (_what, stretches) => {
    expect(reportAt(500, ...stretches)).toEqual({
      report: { state: 'IN_MEETING', since: null, raw: 'busy', activity: {} },
      changesAt: 1000,
    });
  });

  it('says nothing of a next meeting whose end it does not know, but until when somebody is free', () => {
    expect(reportAt(500, stretch(900, 2000)).report.activity).toEqual({ until: 900 });
  });

  it('knows nothing before and after what was asked about', () => {
    const unknown = { state: 'UNKNOWN', since: null, reason: 'SOURCE_DOWN' };
    expect(reportAt(99, ...day)).toEqual({ report: unknown, changesAt: 100 });
    expect(reportAt(1000, ...day)).toEqual({ report: unknown });
  });

  it.each<[BusyKind, BusyKind]>([
    ['oof', 'busy'],
    ['busy', 'tentative'],
    ['tentative', 'workingElsewhere'],
  ])('of what overlaps %s counts more than %s', (stronger, weaker) => {
    const stretches = [stretch(200, 400, weaker), stretch(300, 500, stronger)];
    expect(reportAt(350, ...stretches).report).toMatchObject({ raw: stronger, since: 300, activity: { until: 500 } });
    expect(reportAt(250, ...stretches)).toMatchObject({ report: { raw: weaker }, changesAt: 300 });
  });

  it('takes for one meeting what touches or overlaps', () => {
    const stretches = [stretch(300, 400), stretch(200, 300), stretch(350, 450)];
    expect(reportAt(320, ...stretches).report).toMatchObject({ since: 200, activity: { until: 450 } });
  });

  it('is not impressed by what is no stretch', () => {
    const nonsense = [stretch(300, 300), stretch(400, 200), stretch(Number.NaN, 400), stretch(300, Number.NaN)];
    expect(createCalendar(nonsense, WINDOW).busy).toEqual([]);
  });

  it('bears ten thousand meetings in one calendar', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      stretch(index * 10, index * 10 + 15, BUSY_KINDS[index % 4] ?? 'busy'),
    );
    const calendar = createCalendar(many, { from: 0, until: 1_000_000 });
    expect(calendarReport(calendar, 50_002).report).toMatchObject({ since: 50_000, activity: { until: 50_015 } });
  });
});

/** Short, because it is walked through moment by moment. */
const SHORT = { from: 10, until: 100 };

const anyStretch = fc
  .tuple(fc.integer({ min: 0, max: 110 }), fc.integer({ min: 1, max: 30 }), fc.constantFrom(...BUSY_KINDS))
  .map(([from, length, kind]) => stretch(from, from + length, kind));
const anyStretches = fc.array(anyStretch, { maxLength: 12 });
const anyMoment = fc.integer({ min: SHORT.from, max: SHORT.until - 1 });

/** The strongest of what covers a moment, found without any of the code above. */
function kindAt(stretches: readonly BusyStretch[], at: number): BusyKind | 'free' {
  return BUSY_KINDS.find((kind) => stretches.some((one) => one.kind === kind && one.from <= at && at < one.until)) ?? 'free';
}

describe('a calendar of whatever is in it', () => {
  it('keeps its word: the state holds until the moment it names and changes then, and began when it says', () => {
    fc.assert(
      fc.property(anyStretches, anyMoment, (stretches, at) => {
        const { report, changesAt = 0 } = calendarReport(createCalendar(stretches, SHORT), at);
        expect(report.raw).toBe(kindAt(stretches, at));
        for (let later = at; later < changesAt; later += 1) expect(kindAt(stretches, later)).toBe(report.raw);
        if (changesAt < SHORT.until) expect(kindAt(stretches, changesAt)).not.toBe(report.raw);
        expect(report.activity?.until).toBe(changesAt < SHORT.until ? changesAt : undefined);
        const since = report.since ?? SHORT.from;
        for (let earlier = since; earlier < at; earlier += 1) expect(kindAt(stretches, earlier)).toBe(report.raw);
        if (report.since !== null) expect(kindAt(stretches, report.since - 1)).not.toBe(report.raw);
      }),
    );
  });

  it('names as next what comes first of what takes somebody away', () => {
    fc.assert(
      fc.property(anyStretches, anyMoment, (stretches, at) => {
        const { report } = calendarReport(createCalendar(stretches, SHORT), at);
        const isTaken = (moment: number): boolean => ['busy', 'oof'].includes(kindAt(stretches, moment));
        let from = at;
        while (from < SHORT.until && kindAt(stretches, from) === report.raw) from += 1;
        while (from < SHORT.until && !isTaken(from)) from += 1;
        let until = from;
        while (until < SHORT.until && kindAt(stretches, until) === kindAt(stretches, from)) until += 1;
        expect(report.activity?.next).toEqual(until < SHORT.until ? { from, until } : undefined);
      }),
    );
  });

  it('is the same in whatever order its stretches come, and split in whatever pieces', () => {
    const anySplit = anyStretches.chain((stretches) =>
      fc.record({
        stretches: fc.constant(stretches),
        pieces: fc
          .tuple(...stretches.map(({ from, until }) => fc.integer({ min: from, max: until })))
          .map((cuts) =>
            stretches.flatMap((one, index) => [
              { ...one, until: cuts[index] ?? one.until },
              { ...one, from: cuts[index] ?? one.until },
            ]),
          )
          .chain((pieces) => fc.shuffledSubarray(pieces, { minLength: pieces.length })),
      }),
    );
    fc.assert(
      fc.property(anySplit, ({ stretches, pieces }) => {
        expect(mergeStretches(pieces, SHORT)).toEqual(mergeStretches(stretches, SHORT));
      }),
    );
  });
});
