import type { ComponentFixture } from '@angular/core/testing';
import { RequestError, selectPresenceState } from '@lampfield/client-presence';
import type { CalendarResponse } from '@lampfield/protocol';
import { Subject, of, throwError } from 'rxjs';
import { AttendantBed, getElement, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS } from '../../testing/samples.ts';
import { CalendarPeekComponent } from './calendar-peek.component.ts';

const HOUR_MS = 3_600_000;
const ID = 'anna@example.org_EXCHANGE';
const ANSWER: CalendarResponse = {
  from: NOON_ISH_MS,
  until: NOON_ISH_MS + 24 * HOUR_MS,
  busy: [
    { from: NOON_ISH_MS + HOUR_MS, until: NOON_ISH_MS + 2 * HOUR_MS, kind: 'busy' },
    { from: NOON_ISH_MS + 20 * HOUR_MS, until: NOON_ISH_MS + 24 * HOUR_MS, kind: 'oof' },
  ],
};

let bed: AttendantBed;
let fixture: ComponentFixture<CalendarPeekComponent>;
const host = (): HTMLElement => fixture.nativeElement as HTMLElement;
const toggle = (): HTMLButtonElement => getElement(host(), '.toggle', HTMLButtonElement);
const panel = (): HTMLElement | null => document.getElementById(toggle().getAttribute('aria-controls') ?? '');
const lines = (): string[] => [...host().querySelectorAll('li')].map(textOf);
const click = (button: HTMLElement): void => {
  button.click();
  fixture.detectChanges();
};

beforeEach(() => {
  bed = new AttendantBed();
  bed.signIn();
  bed.peek.mockReturnValue(of(ANSWER));
  fixture = bed.render(CalendarPeekComponent, { id: ID, name: 'anna@example.org' });
});

test('nothing is asked before somebody wants to know', () => {
  expect(bed.peek).not.toHaveBeenCalled();
  expect(toggle().getAttribute('aria-expanded')).toBe('false');
  expect(textOf(toggle())).toBe('Next 24 hours of anna@example.org');
  expect(textOf(panel())).toBe('');
});

test('it tells busy times in words, each with what it is', () => {
  click(toggle());
  expect(bed.peek.mock.calls).toEqual([[ID, 24]]);
  expect(toggle().getAttribute('aria-expanded')).toBe('true');
  expect(lines()).toEqual([expect.stringMatching(/ to .* in a meeting$/), expect.stringMatching(/^from .* out of office$/)]);
  expect(textOf(host().querySelector('[role=status]'))).toMatch(/^2 entries in the next 24 hours, as of /);
  expect(host().querySelector('.bar')?.getAttribute('aria-hidden')).toBe('true');
  expect(host().querySelectorAll('.segment')).toHaveLength(2);
});

test('an empty calendar says so', () => {
  bed.peek.mockReturnValue(of({ ...ANSWER, busy: [] }));
  click(toggle());
  expect(textOf(panel())).toContain('Nothing in the next 24 hours');
  expect(lines()).toEqual([]);
});

test('while it is asked it says so, and closing gives the question up', () => {
  const answer = new Subject<CalendarResponse>();
  bed.peek.mockReturnValue(answer);
  click(toggle());
  expect(textOf(host().querySelector('[role=status]'))).toBe('Reading the calendar…');
  expect(host().querySelector('mat-progress-bar')).not.toBeNull();
  click(toggle());
  expect(answer.observed).toBe(false);
  expect(textOf(panel())).toBe('');
});

test('closed it keeps nothing: opened again it asks again, and shows nothing of before meanwhile', () => {
  const before = bed.store.selectSignal(selectPresenceState)();
  click(toggle());
  click(toggle());
  expect(lines()).toEqual([]);
  bed.peek.mockReturnValue(new Subject());
  click(toggle());
  expect(bed.peek).toHaveBeenCalledTimes(2);
  expect(lines()).toEqual([]);
  expect(bed.store.selectSignal(selectPresenceState)()).toBe(before);
});

test('of another calendar nothing is shown until it is asked for', () => {
  click(toggle());
  fixture.componentRef.setInput('id', 'bea@example.org_EXCHANGE');
  fixture.detectChanges();
  expect(toggle().getAttribute('aria-expanded')).toBe('false');
  expect(lines()).toEqual([]);
  expect(bed.peek).toHaveBeenCalledTimes(1);
});

test('the question goes with the component', () => {
  const answer = new Subject<CalendarResponse>();
  bed.peek.mockReturnValue(answer);
  click(toggle());
  fixture.destroy();
  expect(answer.observed).toBe(false);
});

test('a failure is told in words and can be tried again, without losing the place on the page', () => {
  bed.peek.mockReturnValueOnce(throwError(() => new RequestError({ code: 'CALENDAR_UNAVAILABLE', status: 503 })));
  click(toggle());
  const problem = getElement(host(), '[role=alert]', HTMLElement);
  expect(textOf(problem)).toContain('The calendar cannot be read at the moment.');
  const retry = getElement(problem, 'button', HTMLButtonElement);
  retry.focus();
  click(retry);
  expect(host().querySelector('[role=alert]')).toBeNull();
  expect(lines()).toHaveLength(2);
  expect(document.activeElement).toBe(toggle());
});
