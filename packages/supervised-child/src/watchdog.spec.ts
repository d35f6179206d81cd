import type { Clock } from './surroundings.ts';
import { MOST_SILENT_PINGS, PING_INTERVAL_MS, Watchdog } from './watchdog.ts';

describe('Watchdog', () => {
  let done: string[];
  let due: { readonly delayMs: number; readonly run: () => void } | undefined;
  let watchdog: Watchdog;

  /** Fires what is due, however late that is. */
  const fire = (): void => {
    const { run } = due ?? { run: fail };
    due = undefined;
    run();
  };
  const clock: Clock = {
    wallMs: () => 0,
    monotonicMs: () => 0,
    startTimer: (delayMs, run) => {
      due = { delayMs, run };
      return { cancel: () => (due = undefined) };
    },
  };

  beforeEach(() => {
    done = [];
    watchdog = new Watchdog(clock, { ping: () => done.push('ping'), onSilent: () => done.push('silent') });
  });

  it('asks every two seconds', () => {
    expect(due?.delayMs).toBe(PING_INTERVAL_MS);
    fire();
    expect(done).toEqual(['ping']);
    expect(due?.delayMs).toBe(PING_INTERVAL_MS);
  });

  it('bears as many unanswered questions as make ten seconds, and not one more', () => {
    for (let ping = 0; ping < MOST_SILENT_PINGS; ping += 1) fire();
    expect(done).not.toContain('silent');
    expect(MOST_SILENT_PINGS * PING_INTERVAL_MS).toBe(10_000);
    fire();
    expect(done.at(-1)).toBe('silent');
    expect(due).toBeUndefined();
  });

  it.each([0, 1, MOST_SILENT_PINGS])('starts anew whenever it hears anything, after %i questions too', (pings) => {
    for (let ping = 0; ping < pings; ping += 1) fire();
    watchdog.heard();
    for (let ping = 0; ping < MOST_SILENT_PINGS; ping += 1) fire();
    expect(done).not.toContain('silent');
  });

  it('asks first when this process slept for hours, because then only one question is overdue', () => {
    for (let ping = 1; ping < MOST_SILENT_PINGS; ping += 1) {
      fire();
      watchdog.heard();
    }
    // A clock that jumped fires the one timer that was waiting, once.
    fire();
    expect(done).not.toContain('silent');
  });

  it('does nothing more once stopped', () => {
    watchdog.stop();
    expect(due).toBeUndefined();
  });
});

function fail(): void {
  throw new Error('no timer is due');
}
