import { ManualClock } from '../../../testing/manual-clock.ts';
import { StreamPulse } from './stream-pulse.ts';

function create(): { clock: ManualClock; pulse: StreamPulse; said: string[]; hear: () => void } {
  const clock = new ManualClock();
  const said: string[] = [];
  let heardAtMs = 0;
  const pulse = new StreamPulse({
    clock,
    quietMs: 30_000,
    timeoutMs: 10_000,
    heardAtMs: () => heardAtMs,
    ask: () => said.push(`asked at ${String(clock.monotonicMs())}`),
    onSilent: () => said.push(`silent at ${String(clock.monotonicMs())}`),
  });
  const hear = (): void => {
    heardAtMs = clock.monotonicMs();
  };
  return { clock, pulse, said, hear };
}

describe('a stream’s pulse', () => {
  it('asks after the quiet time, and gives up after the timeout', () => {
    const { clock, said } = create();
    clock.advance(29_999);
    expect(said).toEqual([]);
    clock.advance(10_000);
    expect(said).toEqual(['asked at 30000']);
    clock.advance(1);
    expect(said).toEqual(['asked at 30000', 'silent at 40000']);
  });

  it('does not ask while anything is heard', () => {
    const { clock, said, hear } = create();
    for (let count = 0; count < 10; count += 1) {
      clock.advance(29_000);
      hear();
    }
    expect(said).toEqual([]);
  });

  it('takes anything heard after it asked for an answer, and listens on', () => {
    const { clock, said, hear } = create();
    clock.advance(35_000);
    hear();
    clock.advance(29_999);
    expect(said).toEqual(['asked at 30000']);
    clock.advance(1);
    expect(said).toEqual(['asked at 30000', 'asked at 65000']);
  });

  it('takes an answer at the very moment of the question for one, though the timer behind it ends when that is as old as it may be', () => {
    const { clock, said, hear } = create();
    clock.advance(30_000);
    hear();
    clock.advance(30_000);
    expect(said).toEqual(['asked at 30000', 'asked at 60000']);
  });

  it('is silent when it is stopped', () => {
    const { clock, pulse, said } = create();
    pulse.stop();
    clock.advance(100_000);
    expect([said, clock.pendingCount]).toEqual([[], 0]);
  });
});
