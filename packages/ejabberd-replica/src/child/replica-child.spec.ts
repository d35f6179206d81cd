import { join } from 'node:path';
import { waitUntil } from '@lampfield/test-servers';
import { ManualClock } from '../manual-clock.fixture.ts';
import { RecordedLog } from './recorded-events.fixture.ts';
import { ReplicaChild } from './replica-child.ts';
import { MOST_SILENT_PINGS, PING_INTERVAL_MS } from './watchdog.ts';

const FAKE_CHILD = join(import.meta.dirname, 'fake-child.fixture.mjs');
/** More than any pipe takes. */
const A_LOT = 'x'.repeat(4_000_000);

describe('ReplicaChild', () => {
  const clock = new ManualClock();
  let child: ReplicaChild;
  let ends: string[];
  let log: RecordedLog;

  const start = (scenario: string): void => {
    ends = [];
    log = new RecordedLog();
    const program = { command: process.execPath, args: [FAKE_CHILD, scenario], env: {} };
    child = new ReplicaChild(program, { clock, log }, { onMessage: () => true, onEnded: (why) => void ends.push(why) });
  };

  afterEach(async () => {
    const stopped = child.stop();
    clock.advance(5000);
    await stopped;
    expect(clock.pendingCount).toBe(0);
  });

  it('kills one that reads nothing while more waits for it than the pipe takes', () => {
    start('silent');
    child.tell(A_LOT);
    clock.advance((MOST_SILENT_PINGS + 1) * PING_INTERVAL_MS);
    expect(ends).toEqual(['it gave no sign of life']);
  });

  it('is no trouble to tell or to stop when it has gone', async () => {
    start('ends at once');
    child.tell(A_LOT);
    await waitUntil(() => ends.length > 0, { what: 'its end' });
    child.tell('ping', '1');
    expect(ends).toEqual(['it ended with exit code 7']);
  });

  it('logs what it complained of, when it ends', async () => {
    start('complains');
    await waitUntil(() => log.text.includes('something is broken'), { what: 'its complaint in the log' });
    expect(ends).toEqual(['it ended with exit code 1']);
  });
});
