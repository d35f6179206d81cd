import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { StreamKeeper } from './stream-keeper.ts';
import { OPTIONS } from './xmpp-options.fixture.ts';
import type { XmppOptions } from './xmpp-options.ts';
import type { StreamEnd, XmppStream, XmppStreamParts } from './xmpp-stream.ts';

interface Trial {
  readonly clock: ManualClock;
  readonly keeper: StreamKeeper;
  /** When streams were opened; monotonic milliseconds. */
  readonly openedAtMs: number[];
  /** Events and log lines, in order. */
  readonly said: string[];
  /** Ends the latest stream. */
  end(kind: StreamEnd['kind']): void;
  goOnline(): void;
}

function create(changes: Partial<XmppOptions> = {}): Trial {
  const clock = new ManualClock();
  const openedAtMs: number[] = [];
  const said: string[] = [];
  let latest: XmppStreamParts | undefined;
  const stream: XmppStream = {
    heardAtMs: 0,
    send: () => undefined,
    request: () => new Promise(() => undefined),
    close: () => Promise.resolve(void said.push('closed')),
    abort: () => void said.push('aborted'),
  };
  const context = createConnectorContext(clock);
  const keeper = new StreamKeeper({
    options: { ...OPTIONS, ...changes },
    context: {
      ...context,
      chance: { next: () => 0 },
      log: { ...context.log, warn: (fields) => void said.push(`warned ${String(fields['kind'])} ${String(fields['detail'])}`) },
    },
    openStream: (parts) => {
      openedAtMs.push(clock.monotonicMs());
      latest = parts;
      return stream;
    },
    events: {
      onOnline: () => void said.push('online'),
      onStanza: () => void said.push('stanza'),
      onLost: () => void said.push('lost'),
    },
  });
  return {
    ...{ clock, keeper, openedAtMs, said },
    end: (kind) => latest?.events.onEnded({ kind, detail: 'scripted' }),
    goOnline: () => latest?.events.onOnline(),
  };
}

/** Ends stream after stream as soon as it is opened, and tells when each was. */
function failFor(trial: Trial, kind: StreamEnd['kind'], durationMs: number): number[] {
  const startMs = trial.clock.monotonicMs();
  trial.end(kind);
  for (let passedMs = 0; passedMs < durationMs; passedMs += 100) {
    const before = trial.openedAtMs.length;
    trial.clock.advance(100);
    if (trial.openedAtMs.length > before) trial.end(kind);
  }
  return trial.openedAtMs.map((atMs) => atMs - startMs).filter((atMs) => atMs > 0);
}

describe('a stream keeper', () => {
  it('tries again at growing intervals', () => {
    const trial = create();
    trial.keeper.open();
    expect(failFor(trial, 'lost', 100_000)).toEqual([500, 1500, 3500, 7500, 15_500, 31_500, 61_500, 91_500]);
  });

  it('waits longer where it is refused, so that no account is locked', () => {
    const trial = create();
    trial.keeper.open();
    expect(failFor(trial, 'refused', 600_000)).toEqual([7500, 22_500, 52_500, 112_500, 232_500, 382_500, 532_500]);
  });

  it('begins anew after a stream that was good, and not after one that was short', () => {
    const trial = create();
    trial.keeper.open();
    failFor(trial, 'lost', 20_000);
    trial.clock.advance(20_000);
    trial.goOnline();
    trial.clock.advance(29_999);
    expect(failFor(trial, 'lost', 40_000)[0]).toBeGreaterThan(10_000);
    trial.clock.advance(60_000);
    trial.goOnline();
    trial.clock.advance(30_000);
    expect(failFor(trial, 'lost', 1000)[0]).toBe(500);
  });

  it('gives up a stream at once when it is told to, and opens the next', () => {
    const trial = create();
    trial.keeper.open();
    trial.goOnline();
    trial.keeper.abandon('silent');
    expect(trial.said).toEqual(['online', 'aborted', 'warned lost silent', 'lost']);
    trial.keeper.abandon('silent');
    trial.clock.advance(500);
    expect([trial.said.length, trial.openedAtMs]).toEqual([4, [0, 500]]);
  });

  it('opens nothing more once it is closed, connected or not', async () => {
    for (const isLost of [true, false]) {
      const trial = create();
      trial.keeper.open();
      if (isLost) trial.end('lost');
      await trial.keeper.close();
      trial.end('lost');
      trial.clock.advance(600_000);
      expect([trial.openedAtMs, trial.clock.pendingCount]).toEqual([[0], 0]);
    }
  });

  it.each<[Partial<XmppOptions>, RegExp]>([
    [{ service: 'xmpp://chat.example.org', tls: 'off' }, /^warned refused .*TLS is required to reach chat\.example\.org/],
    [{ caFile: '/nowhere/ca.pem' }, /^warned refused .*caFile \/nowhere\/ca\.pem cannot be read .*ENOENT/],
  ])('opens nothing with %j, and says why', (changes, line) => {
    const trial = create(changes);
    trial.keeper.open();
    expect(trial.said).toEqual([expect.stringMatching(line), 'lost']);
    expect(trial.openedAtMs).toEqual([]);
  });
});
