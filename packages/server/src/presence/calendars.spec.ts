import { MAX_PEEK_STRETCHES } from '@lampfield/protocol';
import { SubscriptionCache } from '../core/subscription-cache.ts';
import { newTally } from '../core/tally.ts';
import { VersionCounter } from '../core/version-counter.ts';
import type { CalendarWindow, MailboxAnswer } from '../ports/calendar.ts';
import { MANUAL_CLOCK_START_MS, ManualClock } from '../testing/manual-clock.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';
import { silentLog } from '../testing/silent-log.ts';
import { PEEK_PATIENCE_MS } from './calendar-peeks.ts';
import { PresenceService } from './presence-service.ts';
import { RightToSee } from './right-to-see.ts';

const HOUR_MS = 3_600_000;
const ANNA = 'anna@example.org_EXCHANGE';

/** Calendars that note what they are told and asked. */
class Calendars extends ScriptedSource {
  readonly told: [string, boolean][] = [];
  readonly peeks: CalendarWindow[] = [];
  answer: (signal: AbortSignal) => Promise<MailboxAnswer> = () => Promise.resolve({ stretches: [] });

  setOnScreen(identifier: string, isOnScreen: boolean): void {
    this.told.push([identifier, isOnScreen]);
  }

  peekCalendar(_identifier: string, window: CalendarWindow, signal: AbortSignal): Promise<MailboxAnswer> {
    this.peeks.push(window);
    return this.answer(signal);
  }
}

function createLayer() {
  const clock = new ManualClock();
  const calendars = new Calendars('EXCHANGE');
  const cache = new SubscriptionCache({ subscriptionTimeMs: 600_000, idsPerUser: 100 });
  const service = new PresenceService({
    cache,
    sources: [calendars, new ScriptedSource('JTAPI')].map((source) => ({ source, lingerMs: 0 })),
    rights: new RightToSee({ directories: [], clock, log: silentLog }),
    versions: new VersionCounter({
      store: { load: () => undefined, save: () => undefined },
      wallMs: clock.wallMs(),
      newEpoch: () => 'e',
      log: silentLog,
    }),
    canonicalize: (_type, raw) => raw.toLowerCase(),
    times: { presenceSubscriptionTime: 600, presenceGcPeriod: 30 },
    clock,
    log: silentLog,
    tally: newTally(),
  });
  service.start();
  const sink = {
    isReady: true,
    onReady: () => undefined,
    send: () => 0,
    pushSourceState: () => undefined,
  };
  const connect = (username: string): void => service.connect({ id: username, username, sink });
  const { signal } = new AbortController();
  const peek = (id: string, hours = 24) => service.peekCalendar('ann', id, { hours, signal });
  return { clock, calendars, cache, service, connect, peek };
}

describe('a look into a calendar', () => {
  it('is for who watches it, and only into calendars', async () => {
    const { calendars, service, peek } = createLayer();
    service.subscribeFound('bob', [ANNA]);
    service.subscribeFound('ann', ['1_JTAPI']);
    expect(await Promise.all([ANNA, '1_JTAPI', 'rubbish'].map((id) => peek(id)))).toEqual([undefined, undefined, undefined]);
    expect(calendars.peeks).toEqual([]);
  });

  it('is not for who lost it while the calendar was read', async () => {
    const { calendars, service, peek } = createLayer();
    service.subscribeFound('ann', [ANNA]);
    calendars.answer = () => {
      service.release('ann');
      return Promise.resolve({ stretches: [] });
    };
    expect(await peek(ANNA)).toBeUndefined();
  });

  it('tells what is not free from now on, clipped and merged, whatever way the id is written', async () => {
    const { clock, calendars, service, peek } = createLayer();
    const now = clock.wallMs();
    service.subscribeFound('ann', [ANNA]);
    calendars.answer = () =>
      Promise.resolve({
        stretches: [
          { from: now - HOUR_MS, until: now + HOUR_MS, kind: 'busy' },
          { from: now + HOUR_MS, until: now + 2 * HOUR_MS, kind: 'busy' },
          { from: now + 3 * HOUR_MS, until: now + 30 * HOUR_MS, kind: 'oof' },
        ],
      });
    expect(await peek('Anna@Example.org_EXCHANGE', 4)).toEqual({
      from: now,
      until: now + 4 * HOUR_MS,
      busy: [
        { from: now, until: now + 2 * HOUR_MS, kind: 'busy' },
        { from: now + 3 * HOUR_MS, until: now + 4 * HOUR_MS, kind: 'oof' },
      ],
    });
    expect(calendars.peeks).toEqual([{ from: now, until: now + 4 * HOUR_MS }]);
  });

  it.each<[string, () => Promise<MailboxAnswer>]>([
    ['rejects', () => Promise.reject(new Error('no'))],
    ['says why it does not know', () => Promise.resolve({ reason: 'DENIED' })],
    [
      'says more than can be told',
      () => {
        const many = Array.from({ length: MAX_PEEK_STRETCHES + 1 }, (_, n) => MANUAL_CLOCK_START_MS + n * 4);
        return Promise.resolve({ stretches: many.map((from) => ({ from, until: from + 2, kind: 'busy' as const })) });
      },
    ],
  ])('cannot be told when the source %s', async (_what, answer) => {
    const { calendars, service, peek } = createLayer();
    service.subscribeFound('ann', [ANNA]);
    calendars.answer = answer;
    expect(await peek(ANNA)).toBe('UNAVAILABLE');
  });

  it('is given up after a while, and when nobody waits for it', async () => {
    const { clock, calendars, service, peek } = createLayer();
    service.subscribeFound('ann', [ANNA]);
    const signals: AbortSignal[] = [];
    calendars.answer = (signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const waiting = peek(ANNA);
    clock.advance(PEEK_PATIENCE_MS);
    expect([await waiting, signals[0]?.aborted]).toEqual(['UNAVAILABLE', true]);
    const leaving = new AbortController();
    const left = service.peekCalendar('ann', ANNA, { hours: 1, signal: leaving.signal });
    leaving.abort();
    expect([await left, signals[1]?.aborted, clock.pendingCount > 1]).toEqual(['UNAVAILABLE', true, false]);
  });
});

describe('what is on screen', () => {
  it('is told to sources that care, with the observation and when it changes', async () => {
    const { calendars, service, connect } = createLayer();
    connect('ann');
    service.subscribeFound('ann', [ANNA, '1_JTAPI']);
    expect(calendars.told).toEqual([['anna@example.org', true]]);
    await service.show('ann', ['1_JTAPI']);
    await service.show('ann', ['1_JTAPI', ANNA]);
    service.disconnect('ann');
    expect(calendars.told.slice(1)).toEqual([
      ['anna@example.org', false],
      ['anna@example.org', true],
      ['anna@example.org', false],
    ]);
  });

  it('is told of what is found when nobody shows it yet', async () => {
    const { calendars, service, connect } = createLayer();
    connect('ann');
    await service.show('ann', []);
    service.subscribeFound('ann', [ANNA]);
    expect(calendars.told.at(-1)).toEqual(['anna@example.org', false]);
  });
});
