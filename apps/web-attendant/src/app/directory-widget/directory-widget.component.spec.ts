import type { ComponentFixture } from '@angular/core/testing';
import { RequestError, selectPresenceState } from '@lampfield/client-presence';
import { NEVER, of, throwError } from 'rxjs';
import { AttendantBed, DIRECTORIES, getElement, press, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS, contact, item } from '../../testing/samples.ts';
import { SEARCH_DEBOUNCE_MS } from './directory-search.ts';
import { DirectoryWidgetComponent } from './directory-widget.component.ts';

const PEOPLE = [contact('Anna', '9101'), contact('Bea', '9102')];
/** A store keep-alive interval of T 600, G 30 is 528 s. */
const TEN_MINUTES_MS = 600_000;

let bed: AttendantBed;
let fixture: ComponentFixture<DirectoryWidgetComponent>;
const host = (): HTMLElement => fixture.nativeElement as HTMLElement;
const field = (): HTMLInputElement => getElement(host(), 'input[type=search]', HTMLInputElement);
const button = (name: string): HTMLElement | null => host().querySelector(`button[aria-label="${name}"]`);
const rows = (): HTMLElement[] => [...host().querySelectorAll<HTMLElement>('lf-contact-row')];
const details = (): HTMLElement | null => host().querySelector('lf-contact-details');
const pressHere = (key: string): void => {
  press(document.activeElement, key);
  fixture.detectChanges();
};
const type = (text: string): void => {
  field().value = text;
  field().dispatchEvent(new Event('input'));
  fixture.detectChanges();
};
const search = (text: string): void => {
  type(text);
  bed.pass(SEARCH_DEBOUNCE_MS, fixture);
};
const claimedAtMs = (id: string): number | undefined => {
  const state = bed.store.selectSignal(selectPresenceState);
  return state().entries.entities[id]?.claimedAt?.wallMs;
};

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  bed = new AttendantBed();
  bed.signIn();
  bed.search.mockReturnValue(of({ contacts: PEOPLE, truncated: false }));
  fixture = bed.render(DirectoryWidgetComponent, { directories: DIRECTORIES, initialDirectoryId: undefined, isClosable: true });
});

afterEach(() => {
  jest.useRealTimers();
});

test('it searches the first directory as one types and shows whom it found', () => {
  search(' an ');
  expect(bed.search.mock.calls).toEqual([['corp', 'an']]);
  expect(rows().map((row) => textOf(row.querySelector('.display-name')))).toEqual(['Anna', 'Bea']);
  expect(textOf(host().querySelector('[role=status]'))).toBe('2 contacts');
});

test('spaces around a search make it no other one', () => {
  search('an');
  search('an ');
  expect(bed.search).toHaveBeenCalledTimes(1);
});

test('another directory is searched for the same text', () => {
  search('an');
  const chooser = getElement(host(), 'select', HTMLSelectElement);
  chooser.value = 'branch';
  chooser.dispatchEvent(new Event('change'));
  fixture.detectChanges();
  expect(rows()).toEqual([]);
  bed.pass(SEARCH_DEBOUNCE_MS, fixture);
  expect(bed.search.mock.calls.at(-1)).toEqual(['branch', 'an']);
});

test('with one directory there is nothing to choose', () => {
  fixture.componentRef.setInput('directories', DIRECTORIES.slice(0, 1));
  fixture.detectChanges();
  expect(host().querySelector('select')).toBeNull();
  expect(textOf(host().querySelector('h2'))).toBe('Corporate directory');
});

test('a truncated result asks for more letters', () => {
  bed.search.mockReturnValue(of({ contacts: PEOPLE, truncated: true }));
  search('an');
  expect(textOf(host().querySelector('[role=status]'))).toBe('More than 2 found. Type more to narrow it down.');
});

test('a failed search says why and can be tried again', () => {
  bed.search.mockReturnValueOnce(throwError(() => new RequestError({ code: 'DIRECTORY_UNAVAILABLE', status: 503 })));
  search('an');
  const problem = host().querySelector('[role=alert]');
  expect(textOf(problem)).toContain('The directory cannot be reached at the moment.');
  problem?.querySelector('button')?.click();
  fixture.detectChanges();
  bed.pass(SEARCH_DEBOUNCE_MS, fixture);
  expect(host().querySelector('[role=alert]')).toBeNull();
  expect(rows()).toHaveLength(2);
});

test.each([
  ['UNREACHABLE', true],
  ['TIMEOUT', true],
  ['DIRECTORY_UNAVAILABLE', false],
] as const)('what failed by %s is asked again by itself when the connection comes back: %s', (code, isAskedAgain) => {
  bed.search.mockReturnValueOnce(throwError(() => new RequestError({ code, status: 0 })));
  bed.loseConnection();
  search('an');
  expect(host().querySelector('[role=alert]')).not.toBeNull();
  bed.connect();
  bed.resync();
  bed.pass(0, fixture);
  bed.pass(SEARCH_DEBOUNCE_MS, fixture);
  expect(bed.search).toHaveBeenCalledTimes(isAskedAgain ? 2 : 1);
  expect(host().querySelector('[role=alert]') === null).toBe(isAskedAgain);
});

test('what nobody answered is asked again when the network is back, also where the connection noticed nothing', () => {
  bed.search.mockReturnValueOnce(throwError(() => new RequestError({ code: 'UNREACHABLE', status: 0 })));
  search('an');
  expect(textOf(host().querySelector('[role=alert]'))).toContain('The server cannot be reached.');
  window.dispatchEvent(new Event('online'));
  fixture.detectChanges();
  bed.pass(SEARCH_DEBOUNCE_MS, fixture);
  expect(host().querySelector('[role=alert]')).toBeNull();
  expect(rows()).toHaveLength(2);
  window.dispatchEvent(new Event('online'));
  bed.pass(SEARCH_DEBOUNCE_MS, fixture);
  expect(bed.search).toHaveBeenCalledTimes(2);
});

test('progress is shown while the directory is asked', () => {
  bed.search.mockReturnValue(NEVER);
  search('an');
  expect(host().querySelector('mat-progress-bar')).not.toBeNull();
});

test('what it found is kept alive while it is open, and only then', () => {
  search('an');
  expect(claimedAtMs('9101_JTAPI')).toBe(NOON_ISH_MS + SEARCH_DEBOUNCE_MS);
  bed.pass(TEN_MINUTES_MS, fixture);
  const renewed = claimedAtMs('9101_JTAPI') ?? 0;
  expect(renewed).toBeGreaterThan(NOON_ISH_MS + SEARCH_DEBOUNCE_MS);
  fixture.destroy();
  bed.pass(TEN_MINUTES_MS);
  expect([renewed, undefined]).toContain(claimedAtMs('9101_JTAPI'));
});

test('what a further search does not find any more is not kept alive', () => {
  search('an');
  bed.search.mockReturnValue(of({ contacts: PEOPLE.slice(1), truncated: false }));
  search('bea');
  const before = claimedAtMs('9101_JTAPI');
  bed.pass(TEN_MINUTES_MS, fixture);
  expect([before, undefined]).toContain(claimedAtMs('9101_JTAPI'));
  expect(claimedAtMs('9102_JTAPI')).toBeGreaterThan(before ?? 0);
});

test('keys lead from the field into the contacts, into the details and back', () => {
  search('an');
  field().focus();
  pressHere('ArrowDown');
  expect(rows()[0]?.contains(document.activeElement)).toBe(true);
  pressHere('ArrowDown');
  pressHere('Enter');
  expect(textOf(details()?.querySelector('h3'))).toBe('Bea');
  expect(details()?.contains(document.activeElement)).toBe(true);
  pressHere('Escape');
  expect(details()).toBeNull();
  expect(rows()[1]?.contains(document.activeElement)).toBe(true);
  pressHere('Escape');
  expect(document.activeElement).toBe(field());
  pressHere('Escape');
  expect(field().value).toBe('');
  expect(rows()).toEqual([]);
});

test('the details tell all numbers, the raw word of the source, since when and why', () => {
  search('an');
  bed.push(item('JTAPI', { identifier: '9101', state: 'ON_CALL', raw: 'TALKING', since: NOON_ISH_MS - 60_000 }));
  bed.push(item('EXCHANGE', { identifier: 'anna@example.org', state: 'UNKNOWN', reason: 'NO_SOURCE' }));
  rows()[0]?.click();
  fixture.detectChanges();
  const text = textOf(details());
  expect(text).toContain('+36 1 100 9101');
  expect(text).toMatch(/Source says\s*TALKING/);
  expect(text).toMatch(/Since\s*\w.*2026/);
  expect(text).toMatch(/Confirmed\s*\w.*2026/);
  expect(text).toContain('No source is configured for this kind of presence.');
  expect(text).toContain('Decided by Phone: On call.');
  expect(text).toMatch(/Department\s*Sales/);
});

test('the details of a contact that is not found any more close', () => {
  search('an');
  rows()[0]?.click();
  fixture.detectChanges();
  expect(details()).not.toBeNull();
  bed.search.mockReturnValue(of({ contacts: PEOPLE.slice(1), truncated: false }));
  search('bea');
  expect(details()).toBeNull();
});

test('a look into a calendar is over when the details go, or tell of somebody else', () => {
  const from = NOON_ISH_MS;
  bed.peek.mockReturnValue(of({ from, until: from + 86_400_000, busy: [] }));
  const shared = { ...contact('Carl', '9103'), details: contact('Anna', '9101').details };
  bed.search.mockReturnValue(of({ contacts: [...PEOPLE, shared], truncated: false }));
  search('a');
  const open = (): void => {
    details()?.querySelector<HTMLElement>('lf-calendar-peek button')?.click();
    fixture.detectChanges();
  };
  const showRow = (index: number): void => {
    rows()[index]?.click();
    fixture.detectChanges();
  };
  showRow(0);
  open();
  expect(textOf(details())).toContain('Nothing in the next 24 hours');
  for (const index of [2, 0, 1]) {
    showRow(index);
    expect(textOf(details())).not.toContain('Nothing in the next 24 hours');
    open();
    expect(textOf(details())).toContain('Nothing in the next 24 hours');
  }
  pressHere('Escape');
  showRow(1);
  expect(textOf(details())).not.toContain('Nothing in the next 24 hours');
});

test('clearing empties the field and puts the cursor there', () => {
  search('an');
  button('Clear search')?.click();
  fixture.detectChanges();
  expect(field().value).toBe('');
  expect(document.activeElement).toBe(field());
});

test('it asks to be closed', () => {
  const closed = jest.fn();
  fixture.componentInstance.closed.subscribe(closed);
  button('Close Corporate directory')?.click();
  expect(closed).toHaveBeenCalledTimes(1);
});
