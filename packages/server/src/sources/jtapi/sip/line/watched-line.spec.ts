import type { SourceReport } from '../../../../ports/source.ts';
import { ManualClock } from '../../../../testing/manual-clock.ts';
import { dialogInfo } from '../notifier.fixture.ts';
import { EVENT_PACKAGES } from './address-reader.ts';
import { WatchedLine } from './watched-line.ts';

const A = 'sip:a@pbx.test';
const B = 'sip:b@pbx.test';

function setUp(addresses: readonly string[] = [A]) {
  const clock = new ManualClock();
  const reports: SourceReport[] = [];
  const overdueAt: number[] = [];
  const line = new WatchedLine({
    ...{ clock, addresses, eventPackage: EVENT_PACKAGES.dialog, maxDwellMs: { RINGING: 60_000, DIALING: 60_000 } },
    onReport: (report) => void reports.push(report),
    onOverdue: () => void overdueAt.push(clock.monotonicMs()),
  });
  const versions = new Map<string, number>();
  const take = (
    address: string,
    calls: readonly string[],
    more: { isRead?: boolean; dialogId?: string; state?: string } = {},
  ): void => {
    const { isRead = false, dialogId = 'one', state = 'full' } = more;
    const version = (versions.get(`${address}${dialogId}`) ?? -1) + 1;
    versions.set(`${address}${dialogId}`, version);
    line.take(address, { document: { contentType: 'x', text: dialogInfo(version, calls, state) }, dialogId, isRead });
  };
  const last = (): string => {
    const { state, stale, reason } = reports.at(-1) ?? {};
    return [state, stale && 'stale', reason].filter(Boolean).join(' ');
  };
  return { clock, reports, overdueAt, line, take, last };
}

describe('a line with several addresses', () => {
  it('says nothing until one has spoken, then what is known', () => {
    const { reports, take, last } = setUp([A, B]);
    expect(reports).toEqual([]);
    take(A, []);
    expect(last()).toBe('AVAILABLE');
    take(B, ['early']);
    expect(last()).toBe('RINGING');
    take(A, ['confirmed']);
    expect(last()).toBe('RINGING');
    take(B, []);
    expect(last()).toBe('ON_CALL');
  });

  it('is known as long as one of them is, and else says why not', () => {
    const { line, take, last } = setUp([A, B]);
    take(A, ['confirmed']);
    line.forget(B, 'DENIED');
    expect(last()).toBe('ON_CALL');
    line.forget(A, 'NOT_FOUND');
    expect(last()).toBe('UNKNOWN DENIED');
    line.forget(B, 'PENDING');
    expect(last()).toBe('UNKNOWN PENDING');
  });
});

describe('a line', () => {
  it('is unconfirmed while something that it was told is missing', () => {
    const { take, last } = setUp();
    take(A, ['early'], { state: 'partial' });
    expect(last()).toBe('RINGING stale PENDING');
    take(A, ['early'], { isRead: true });
    expect(last()).toBe('RINGING');
  });

  it('reads each subscription for itself', () => {
    const { take, last } = setUp();
    take(A, []);
    take(A, ['early']);
    take(A, [], { dialogId: 'two' });
    expect(last()).toBe('AVAILABLE');
  });

  it('that rings for too long is to be read again, and again, until it was', () => {
    const { clock, overdueAt, take, last } = setUp();
    take(A, [], { isRead: true });
    take(A, ['early']);
    clock.advance(59_999);
    expect([last(), overdueAt]).toEqual(['RINGING', []]);
    clock.advance(1);
    expect([last(), overdueAt]).toEqual(['RINGING stale PENDING', [60_000]]);
    clock.advance(30_000);
    expect(overdueAt).toEqual([60_000, 90_000]);
    take(A, ['early'], { isRead: true });
    expect(last()).toBe('RINGING');
    clock.advance(59_999);
    expect(last()).toBe('RINGING');
    clock.advance(1);
    expect(last()).toBe('RINGING stale PENDING');
    take(A, []);
    expect(last()).toBe('AVAILABLE');
    expect(clock.pendingCount).toBe(0);
  });

  it('that was stopped waits for nothing', () => {
    const { clock, reports, line, take } = setUp();
    take(A, ['early']);
    line.stop();
    clock.advance(100_000);
    expect([reports.length, clock.pendingCount]).toEqual([1, 0]);
  });
});
