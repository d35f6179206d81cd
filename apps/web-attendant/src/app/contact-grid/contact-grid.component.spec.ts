import type { ComponentFixture } from '@angular/core/testing';
import { AttendantBed, press, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS, contact, item, phoneOnly } from '../../testing/samples.ts';
import { ContactGridComponent } from './contact-grid.component.ts';

const PEOPLE = [contact('Anna', '9101'), contact('Bea', '9102'), contact('Cili', '9103')];

let bed: AttendantBed;
let fixture: ComponentFixture<ContactGridComponent>;
const host = (): HTMLElement => fixture.nativeElement as HTMLElement;
const rows = (): HTMLElement[] => [...host().querySelectorAll<HTMLElement>('lf-contact-row')];
const tabStops = (): HTMLElement[] => [...host().querySelectorAll<HTMLElement>('[tabindex="0"]')];
const focusedText = (): string => textOf(document.activeElement);
const pressHere = (key: string, modifiers?: KeyboardEventInit): KeyboardEvent => {
  const event = press(document.activeElement, key, modifiers);
  fixture.detectChanges();
  return event;
};

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  bed = new AttendantBed();
  bed.signIn();
  fixture = bed.render(ContactGridComponent, { label: 'Contacts', contacts: PEOPLE });
});

afterEach(() => {
  jest.useRealTimers();
});

test('it is a grid with heads, one row a contact and one cell a column', () => {
  const grid = host().querySelector('[role=grid]');
  expect(grid?.getAttribute('aria-rowcount')).toBe('4');
  expect(grid?.getAttribute('aria-colcount')).toBe('5');
  expect([...host().querySelectorAll('[role=columnheader]')].map(textOf)).toEqual(['Name', 'State', 'Phone', 'Chat', 'Calendar']);
  expect(rows()).toHaveLength(3);
  for (const row of rows()) {
    expect(row.getAttribute('role')).toBe('row');
    expect(row.querySelectorAll('[role=rowheader]')).toHaveLength(1);
    expect(row.querySelectorAll('[role=gridcell]')).toHaveLength(4);
  }
});

test('a type that no contact has gets no column', () => {
  fixture.componentRef.setInput('contacts', [phoneOnly('Anna', '9101')]);
  fixture.detectChanges();
  expect([...host().querySelectorAll('[role=columnheader]')].map(textOf)).toEqual(['Name', 'State', 'Phone']);
});

test('it is one tab stop, which the arrow keys move over contacts and lamps', () => {
  expect(tabStops()).toHaveLength(1);
  fixture.componentInstance.focusActive();
  fixture.detectChanges();
  expect(focusedText()).toContain('Anna');
  expect(pressHere('ArrowDown').defaultPrevented).toBe(true);
  expect(focusedText()).toContain('Bea');
  pressHere('ArrowRight');
  pressHere('ArrowRight');
  expect(document.activeElement?.tagName).toBe('LF-PRESENCE-CELL');
  pressHere('ArrowDown');
  expect(rows()[2]?.contains(document.activeElement)).toBe(true);
  expect(tabStops()).toEqual([document.activeElement]);
  pressHere('Home', { ctrlKey: true });
  expect(focusedText()).toContain('Anna');
});

test('the contact under the keyboard is the selected one, and nobody is while the focus is elsewhere', () => {
  const selected = (): (string | null)[] => rows().map((row) => row.getAttribute('aria-selected'));
  expect(selected()).toEqual(['false', 'false', 'false']);
  fixture.componentInstance.focusActive();
  pressHere('ArrowDown');
  expect(selected()).toEqual(['false', 'true', 'false']);
  (document.activeElement as HTMLElement).blur();
  fixture.componentRef.setInput('detailedId', 'id-9103');
  fixture.detectChanges();
  expect(selected()).toEqual(['false', 'false', 'true']);
});

test('Enter asks for the details of the contact under the keyboard', () => {
  const asked: string[] = [];
  fixture.componentInstance.detailsRequested.subscribe(({ displayName }) => asked.push(displayName));
  fixture.componentInstance.focusActive();
  pressHere('ArrowDown');
  pressHere('Enter');
  expect(asked).toEqual(['Bea']);
});

test.each(['Escape', 'ArrowUp'])('%s in the first row leads back to where the contacts came from', (key) => {
  const left = jest.fn();
  fixture.componentInstance.left.subscribe(left);
  fixture.componentInstance.focusActive();
  pressHere(key);
  expect(left).toHaveBeenCalledTimes(1);
});

test('a contact found again by the next search keeps the focus place', () => {
  fixture.componentInstance.focusActive();
  pressHere('ArrowDown');
  fixture.componentRef.setInput('contacts', [contact('Bea', '9102'), contact('Dora', '9104')]);
  fixture.detectChanges();
  expect(textOf(tabStops()[0])).toContain('Bea');
  fixture.componentRef.setInput('contacts', [contact('Dora', '9104')]);
  fixture.detectChanges();
  expect(textOf(tabStops()[0])).toContain('Dora');
});

test('a change of one line renders its row and leaves the others as they are', () => {
  bed.push(item('JTAPI', { identifier: '9101' }), item('JTAPI', { identifier: '9102' }));
  fixture.detectChanges();
  const others = [rows()[0]?.innerHTML, rows()[2]?.innerHTML];
  bed.push(item('JTAPI', { identifier: '9102', state: 'RINGING', version: 2, since: NOON_ISH_MS - 5000 }));
  fixture.detectChanges();
  expect(textOf(rows()[1])).toContain('Ringing 0:05');
  expect([rows()[0]?.innerHTML, rows()[2]?.innerHTML]).toEqual(others);
});
