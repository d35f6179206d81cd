import { ManualClock } from '../../../testing/manual-clock.ts';
import { AccountGate } from './account-gate.ts';

function setUp() {
  const clock = new ManualClock();
  const told: string[] = [];
  const gate = new AccountGate({
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
    expect([gate.pass(), gate.pass(), gate.trouble]).toEqual([true, true, undefined]);
    expect(gate.shut('no')).toBe(true);
    expect([gate.pass(), gate.trouble]).toEqual([false, 'no']);
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
    expect(gate.pass()).toBe(false);
    clock.advance(1);
    expect(told).toEqual(['ajar 7500']);
    expect([gate.pass(), gate.pass()]).toEqual([true, false]);
    expect(gate.shut('still no')).toBe(false);
    clock.advance(15_000);
    expect(told).toEqual(['ajar 7500', 'ajar 22500']);
  });

  it('stays ajar for whoever comes first, if nobody waits', () => {
    const { clock, gate } = setUp();
    gate.shut('no');
    clock.advance(1_000_000);
    expect([gate.pass(), gate.pass()]).toEqual([true, false]);
  });

  it('opens when the one who tried was accepted', () => {
    const { clock, told, gate } = setUp();
    gate.shut('no');
    // From before the refusal: it proves nothing.
    gate.open();
    clock.advance(7500);
    gate.pass();
    gate.open();
    expect(told).toEqual(['ajar 7500', 'open']);
    expect([gate.pass(), gate.pass(), gate.trouble]).toEqual([true, true, undefined]);
    gate.shut('again');
    clock.advance(7500);
    expect(told.at(-1)).toBe('ajar 15000');
  });

  it('does not wait for ever for the one who tried', () => {
    const { clock, told, gate } = setUp();
    gate.shut('no');
    clock.advance(7500);
    gate.pass();
    clock.advance(60_000 + 15_000);
    expect(told).toEqual(['ajar 7500', 'ajar 82500']);
  });

  it('waits for nothing once it is stopped', () => {
    const { clock, gate } = setUp();
    gate.shut('no');
    gate.stop();
    expect(clock.pendingCount).toBe(0);
  });
});
