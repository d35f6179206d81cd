import { ManualClock } from '../../../testing/manual-clock.ts';
import { AccountGate } from './account-gate.ts';

function setUp() {
  const clock = new ManualClock();
  const told: string[] = [];
  const gate = new AccountGate<string>({
    clock,
    chance: { next: () => 0 },
    onAjar: () => void told.push(`ajar ${String(clock.monotonicMs())}`),
    onOpen: () => void told.push('open'),
  });
  return { clock, told, gate };
}

describe('the gate', () => {
  it('lets all pass until the account is refused, and then nobody', () => {
    const { clock, told, gate } = setUp();
    expect([gate.pass('a'), gate.pass('b'), gate.trouble, gate.isOpen, gate.isRefused]).toEqual([
      ...[true, true, undefined, true, false],
    ]);
    expect(gate.shut('no')).toBe(true);
    expect([gate.pass('a'), gate.trouble, gate.isOpen, gate.isRefused]).toEqual([false, 'no', false, true]);
    // What was asked before comes back refused as well, and changes nothing.
    clock.advance(5000);
    expect(gate.shut('no')).toBe(false);
    clock.advance(2500);
    expect(told).toEqual(['ajar 7500']);
  });

  it('lets one try after a pause, which grows with each failure', () => {
    const { clock, told, gate } = setUp();
    gate.shut('no');
    clock.advance(7499);
    expect([gate.pass('a'), gate.maySignIn('a', false)]).toEqual([false, false]);
    clock.advance(1);
    expect(told).toEqual(['ajar 7500']);
    expect([gate.pass('a'), gate.pass('b')]).toEqual([true, false]);
    expect([gate.maySignIn('a', false), gate.maySignIn('b', true)]).toEqual([true, false]);
    expect(gate.shut('still no')).toBe(false);
    clock.advance(15_000);
    expect(told).toEqual(['ajar 7500', 'ajar 22500']);
  });

  it('stays ajar for whoever comes first, if nobody waits', () => {
    const { clock, gate } = setUp();
    gate.shut('no');
    clock.advance(1_000_000);
    expect([gate.pass('a'), gate.pass('b')]).toEqual([true, false]);
  });

  it('opens when the one who tried was accepted', () => {
    const { clock, told, gate } = setUp();
    gate.shut('no');
    clock.advance(7500);
    gate.pass('a');
    // From before the refusal: it proves nothing.
    gate.open('b');
    expect(gate.isRefused).toBe(true);
    gate.open('a');
    expect(told).toEqual(['ajar 7500', 'open']);
    expect([gate.pass('a'), gate.pass('b'), gate.trouble]).toEqual([true, true, undefined]);
    gate.shut('again');
    clock.advance(7500);
    expect(told.at(-1)).toBe('ajar 15000');
  });

  it('does not wait for ever for the one who tried, nor for one who is gone: that counts as a failure', () => {
    const { clock, told, gate } = setUp();
    gate.shut('no');
    clock.advance(7500);
    gate.pass('a');
    clock.advance(60_000 + 15_000);
    expect(told).toEqual(['ajar 7500', 'ajar 82500']);
    gate.pass('b');
    gate.giveUp('a');
    expect(gate.maySignIn('b', false)).toBe(true);
    gate.giveUp('b');
    expect([gate.pass('c'), gate.isRefused]).toEqual([false, true]);
    clock.advance(30_000);
    expect([told.at(-1), told.length, gate.pass('c')]).toEqual(['ajar 112500', 3, true]);
  });

  it('waits for nothing once it is stopped', () => {
    const { clock, gate } = setUp();
    gate.shut('no');
    gate.stop();
    expect(clock.pendingCount).toBe(0);
  });
});

describe('an account of which nothing is known', () => {
  it('is given by the first who is asked for it; the others wait to see what comes of it', () => {
    const { told, gate } = setUp();
    expect([gate.maySignIn('a', false), gate.maySignIn('b', false), gate.maySignIn('a', false)]).toEqual([true, false, true]);
    expect([gate.pass('c'), gate.isOpen, gate.isRefused]).toEqual([false, false, false]);
    gate.open('b');
    expect(told).toEqual([]);
    gate.open('a');
    expect([told, gate.isOpen]).toEqual([['open'], true]);
  });

  it('is beyond doubt for a while once it was accepted, and as long as only nonces are too old', () => {
    const { clock, gate } = setUp();
    gate.maySignIn('a', false);
    gate.open('a');
    clock.advance(9999);
    expect([gate.maySignIn('b', false), gate.maySignIn('c', false)]).toEqual([true, true]);
    clock.advance(1);
    expect([gate.maySignIn('b', true), gate.maySignIn('c', true), gate.isOpen]).toEqual([true, true, true]);
    expect([gate.maySignIn('b', false), gate.maySignIn('c', false)]).toEqual([true, false]);
  });

  it('is refused after a single failure', () => {
    const { gate } = setUp();
    gate.maySignIn('a', false);
    expect(gate.shut('no')).toBe(true);
    expect([gate.maySignIn('a', false), gate.isRefused]).toEqual([false, true]);
  });

  it('is tested by another when nothing comes of it', () => {
    for (const isGone of [true, false]) {
      const { clock, told, gate } = setUp();
      gate.maySignIn('a', false);
      if (isGone) gate.giveUp();
      else clock.advance(60_000);
      expect([told, gate.maySignIn('b', false), gate.maySignIn('a', false)]).toEqual([['open'], true, false]);
    }
  });
});
