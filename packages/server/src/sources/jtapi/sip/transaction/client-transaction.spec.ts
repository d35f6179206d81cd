import { ManualClock } from '../../../../testing/manual-clock.ts';
import type { SipResponse } from '../message/sip-message.ts';
import { ClientTransaction } from './client-transaction.ts';

const response = (status: number): SipResponse => ({ status }) as SipResponse;

function setUp(isReliable = false) {
  const clock = new ManualClock();
  const sentAt: number[] = [];
  const told: string[] = [];
  const transaction = new ClientTransaction({
    clock,
    isReliable,
    send: () => void sentAt.push(clock.monotonicMs()),
    onOutcome: (outcome) => void told.push(outcome.kind === 'response' ? String(outcome.response.status) : outcome.kind),
    onOver: () => void told.push(`over at ${String(clock.monotonicMs())}`),
  });
  return { clock, sentAt, told, transaction };
}

describe('a request over UDP', () => {
  it('is sent again after 0.5, 1, 2 and then every 4 s, and given up after 32 s (timers E and F)', () => {
    const { clock, sentAt, told } = setUp();
    clock.advance(31_999);
    expect(sentAt).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual(['over at 32000', 'silence']);
    clock.advance(100_000);
    expect(sentAt).toHaveLength(11);
    expect(clock.pendingCount).toBe(0);
  });

  it('is sent every 4 s once it is said to be worked on, and still given up after 32 s', () => {
    const { clock, sentAt, told, transaction } = setUp();
    clock.advance(400);
    transaction.receive(response(100));
    clock.advance(12_000);
    expect(sentAt).toEqual([0, 500, 4500, 8500]);
    clock.advance(19_600);
    expect(told).toEqual(['over at 32000', 'silence']);
  });

  it('is over 5 s after its final response, whose copies say nothing new (timer K)', () => {
    const { clock, sentAt, told, transaction } = setUp();
    clock.advance(499);
    transaction.receive(response(200));
    transaction.receive(response(200));
    transaction.receive(response(503));
    expect(told).toEqual(['200']);
    clock.advance(4999);
    expect(told).toEqual(['200']);
    clock.advance(1);
    expect(told).toEqual(['200', 'over at 5499']);
    expect(sentAt).toEqual([0]);
    expect(clock.pendingCount).toBe(0);
  });
});

describe('a request over a stream', () => {
  it('is sent once, and given up after 32 s', () => {
    const { clock, sentAt, told } = setUp(true);
    clock.advance(32_000);
    expect([sentAt, told]).toEqual([[0], ['over at 32000', 'silence']]);
  });

  it('is over with its final response', () => {
    const { clock, told, transaction } = setUp(true);
    transaction.receive(response(404));
    expect(told).toEqual(['over at 0', '404']);
    expect(clock.pendingCount).toBe(0);
  });
});

describe.each([true, false])('any request (reliable: %s)', (isReliable) => {
  it('fails at once when it cannot be sent', () => {
    const { clock, told, transaction } = setUp(isReliable);
    transaction.fail('no way');
    transaction.receive(response(200));
    expect(told).toEqual(['over at 0', 'unsent']);
    expect(clock.pendingCount).toBe(0);
  });

  it('says nothing after it was cancelled', () => {
    const { clock, sentAt, told, transaction } = setUp(isReliable);
    transaction.cancel();
    transaction.receive(response(200));
    clock.advance(60_000);
    expect([sentAt, told, clock.pendingCount]).toEqual([[0], ['over at 0'], 0]);
  });
});
