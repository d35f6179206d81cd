import { ManualClock } from '@lampfield/test-servers';
import { LEAST_GAP_MS, OnlinePrinter, PRINT_INTERVAL_MS } from './online-printer.ts';

interface Rig {
  readonly clock: ManualClock;
  readonly printer: OnlinePrinter;
  /** When something was printed; milliseconds since the start. */
  readonly printedMs: number[];
}

function rig(atChanges: boolean): Rig {
  const clock = new ManualClock();
  const printedMs: number[] = [];
  const printer = new OnlinePrinter({ atChanges }, clock, () => printedMs.push(clock.monotonicMs()));
  return { clock, printer, printedMs };
}

describe('OnlinePrinter', () => {
  it('prints nothing before there is a list', () => {
    const { clock, printer, printedMs } = rig(true);
    printer.onChanged();
    clock.advance(60_000);
    expect(printedMs).toEqual([]);
    expect(clock.pendingCount).toBe(0);
  });

  it('prints when the list is there, and every five seconds after', () => {
    const { clock, printer, printedMs } = rig(false);
    printer.onReady();
    clock.advance(2 * PRINT_INTERVAL_MS);
    expect(printedMs).toEqual([0, 5000, 10_000]);
  });

  it('does not print at changes unless it was asked to', () => {
    const { clock, printer, printedMs } = rig(false);
    printer.onReady();
    clock.advance(1000);
    printer.onChanged();
    clock.advance(1000);
    expect(printedMs).toEqual([0]);
  });

  it('prints a change at once when the last list is old enough, and then waits five seconds again', () => {
    const { clock, printer, printedMs } = rig(true);
    printer.onReady();
    clock.advance(LEAST_GAP_MS);
    printer.onChanged();
    clock.advance(PRINT_INTERVAL_MS);
    expect(printedMs).toEqual([0, 500, 5500]);
  });

  it('puts changes together, so that it prints at most twice a second', () => {
    const { clock, printer, printedMs } = rig(true);
    printer.onReady();
    for (let step = 0; step < 1000; step += 1) {
      clock.advance(1);
      printer.onChanged();
    }
    expect(printedMs).toEqual([0, 500, 1000]);
    expect(clock.pendingCount).toBe(1);
  });

  it('prints a change that came just before the gap was over when it is', () => {
    const { clock, printer, printedMs } = rig(true);
    printer.onReady();
    clock.advance(LEAST_GAP_MS - 1);
    printer.onChanged();
    clock.advance(0);
    expect(printedMs).toEqual([0]);
    clock.advance(1);
    expect(printedMs).toEqual([0, 500]);
  });

  it('is silent while there is no list, and keeps the gap when it is back', () => {
    const { clock, printer, printedMs } = rig(true);
    printer.onReady();
    clock.advance(100);
    printer.onChanged();
    printer.stop();
    clock.advance(100);
    printer.onReady();
    clock.advance(300);
    expect(printedMs).toEqual([0, 500]);
    printer.stop();
    expect(clock.pendingCount).toBe(0);
  });
});
