import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { appDataLoadFailed, signedOut } from '@lampfield/client-presence';
import { of } from 'rxjs';
import { AttendantBed, getElement, press, textOf } from '../testing/attendant-bed.ts';
import { NOON_ISH_MS, contact, item } from '../testing/samples.ts';
import { RootComponent } from './root.component.ts';
import { Theme } from './theme/theme.ts';

let bed: AttendantBed;
let fixture: ComponentFixture<RootComponent>;
const host = (): HTMLElement => fixture.nativeElement as HTMLElement;
const page = (): string | undefined => host().firstElementChild?.tagName.toLowerCase();
const field = (): HTMLInputElement => getElement(host(), 'input[type=search]', HTMLInputElement);
const signOut = (reason: 'LOGOUT' | 'NOT_SIGNED_IN'): void => {
  bed.store.dispatch(signedOut({ reason }));
  bed.pass(1000, fixture);
};
const signIn = (username?: string): void => {
  bed.signIn(username);
  bed.pass(0, fixture);
};

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  bed = new AttendantBed();
  fixture = bed.render(RootComponent);
});

afterEach(() => {
  fixture.destroy();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('until it is known who is signed in there is neither page', () => {
  expect(page()).toBe('lf-splash');
  expect(textOf(host())).toBe('Loading…');
});

test('a server that cannot be reached is told', () => {
  bed.store.dispatch(appDataLoadFailed({ code: 'UNREACHABLE' }));
  fixture.detectChanges();
  expect(textOf(host())).toBe('The server cannot be reached. Trying again by itself.');
});

test('without a session there is the sign-in page, and nothing to explain', () => {
  signOut('NOT_SIGNED_IN');
  expect(page()).toBe('lf-sign-in-page');
  expect(textOf(host().querySelector('[role=status]'))).toBe('');
});

test.each([
  ['LOGOUT', 'You are signed out.'],
  ['NOT_SIGNED_IN', 'Your session has ended. Sign in again.'],
] as const)('after a session that ended by %s it says "%s"', (reason, text) => {
  signIn();
  expect(page()).toBe('lf-shell');
  signOut(reason);
  expect(page()).toBe('lf-sign-in-page');
  expect(textOf(host().querySelector('[role=status]'))).toBe(text);
});

test('sign-out leaves nothing of one attendant for the next', () => {
  bed.search.mockReturnValue(of({ contacts: [contact('Anna', '9101')], truncated: false }));
  signIn('first');
  field().value = 'anna';
  field().dispatchEvent(new Event('input'));
  fixture.detectChanges();
  bed.pass(200, fixture);
  bed.push(item('JTAPI', { identifier: '9101', state: 'RINGING' }));
  TestBed.inject(Theme).choose('dark');
  (document.activeElement as HTMLElement).blur();
  press(document.body, '?');
  bed.pass(500, fixture);
  expect(textOf(document.body)).toMatch(/Anna.*Ringing.*Keys and lamps/);

  signOut('LOGOUT');
  expect(textOf(document.body)).not.toMatch(/Anna|Ringing|9101|first|Keys and lamps/);
  expect(document.documentElement.dataset['theme']).toBe('system');
  expect([localStorage.length, sessionStorage.length, document.cookie]).toEqual([0, 0, '']);

  signIn('second');
  expect(field().value).toBe('');
  expect(textOf(document.body)).not.toMatch(/Anna|Ringing|first/);
});

test('another user in the same browser gets a page of his own', () => {
  // Angular warns that the whole collection is made anew: here that is the point.
  jest.spyOn(console, 'warn').mockReturnValue();
  signIn('first');
  const first = host().firstElementChild;
  signIn('second');
  expect(page()).toBe('lf-shell');
  expect(host().firstElementChild).not.toBe(first);
});

test('a page that a browser brings back asks whether its session still lives', () => {
  const dispatch = jest.spyOn(bed.store, 'dispatch');
  const event = Object.assign(new Event('pageshow'), { persisted: true });
  window.dispatchEvent(event);
  expect(dispatch.mock.calls.map(([action]) => action)).toEqual([
    expect.objectContaining({ type: expect.stringContaining('Load Requested') }),
  ]);
});
