import { DestroyRef, EnvironmentInjector, createEnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { AttendantBed, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS } from '../../testing/samples.ts';
import { DurationComponent } from './duration.component.ts';
import { CalendarNoteComponent } from './calendar-note.component.ts';
import { Ticker } from './ticker.ts';

interface Watcher {
  readonly destroyRef: DestroyRef;
  readonly destroy: () => void;
}

let bed: AttendantBed;
let ticker: Ticker;
const watcher = (): Watcher => {
  const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
  return { destroyRef: injector.get(DestroyRef), destroy: () => injector.destroy() };
};

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  bed = new AttendantBed();
  ticker = TestBed.inject(Ticker);
});

afterEach(() => {
  jest.useRealTimers();
});

test('it runs by the second while somebody watches, with one timer for all of them', () => {
  const [first, second] = [watcher(), watcher()];
  ticker.watchUntil(first.destroyRef);
  ticker.watchUntil(second.destroyRef);
  expect(jest.getTimerCount()).toBe(1);
  jest.advanceTimersByTime(3000);
  expect(ticker.nowMs()).toBe(NOON_ISH_MS + 3000);
  first.destroy();
  jest.advanceTimersByTime(1000);
  expect(ticker.nowMs()).toBe(NOON_ISH_MS + 4000);
});

test('it stands still when nobody watches, and is right at once when somebody does again', () => {
  expect(jest.getTimerCount()).toBe(0);
  const first = watcher();
  ticker.watchUntil(first.destroyRef);
  first.destroy();
  expect(jest.getTimerCount()).toBe(0);
  jest.advanceTimersByTime(60_000);
  ticker.watchUntil(watcher().destroyRef);
  expect(ticker.nowMs()).toBe(NOON_ISH_MS + 60_000);
});

test('a duration is right on a machine whose clock is two hours slow, as items are dated by the server', () => {
  const twoHoursMs = 7_200_000;
  bed.signIn();
  bed.connect(twoHoursMs);
  const fixture = bed.render(DurationComponent, { since: NOON_ISH_MS + twoHoursMs - 59_000 });
  expect((fixture.nativeElement as HTMLElement).textContent).toBe('0:59');
});

test('a duration counts from since, whenever it came on screen', () => {
  const fixture = bed.render(DurationComponent, { since: NOON_ISH_MS - 59_000 });
  const text = (): string | null => (fixture.nativeElement as HTMLElement).textContent;
  expect(text()).toBe('0:59');
  bed.pass(1000, fixture);
  expect(text()).toBe('1:00');
  fixture.componentRef.setInput('kind', 'coarse');
  fixture.detectChanges();
  expect(text()).toBe('1 min');
});

test('a meeting shows up an hour ahead by the clock alone, and goes when it has begun', () => {
  const MINUTE_MS = 60_000;
  const next = { from: NOON_ISH_MS + 61 * MINUTE_MS, until: NOON_ISH_MS + 90 * MINUTE_MS };
  const fixture = bed.render(CalendarNoteComponent, { calendar: { state: 'AVAILABLE', activity: { next } } });
  const text = (): string => textOf(fixture.nativeElement as HTMLElement);
  expect(text()).toBe('');
  bed.pass(MINUTE_MS, fixture);
  expect(text()).toMatch(/^meeting at /);
  bed.pass(60 * MINUTE_MS, fixture);
  expect(text()).toBe('');
});
