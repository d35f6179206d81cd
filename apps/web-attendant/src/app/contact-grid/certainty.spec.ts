import { sourceStateChanged } from '@lampfield/client-presence';
import type { ComponentFixture } from '@angular/core/testing';
import { AttendantBed, getElement, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS, contact, item } from '../../testing/samples.ts';
import { ContactGridComponent } from './contact-grid.component.ts';

const ANNA = contact('Anna', '9101');
const MINUTE_MS = 60_000;
const ITEMS = [
  item('JTAPI', {
    identifier: '9101',
    state: 'ON_CALL',
    since: NOON_ISH_MS - 65_000,
    activity: { peer: { number: '9107', name: 'Bea' }, direction: 'in' },
  }),
  item('CUPS', { identifier: 'anna@example.org', state: 'AWAY', activity: { note: 'Back at three' } }),
  item('EXCHANGE', { identifier: 'anna@example.org', state: 'IN_MEETING', activity: { until: NOON_ISH_MS + 30 * MINUTE_MS } }),
];

let bed: AttendantBed;
let fixture: ComponentFixture<ContactGridComponent>;
const row = (): HTMLElement => getElement(fixture.nativeElement as HTMLElement, 'lf-contact-row', HTMLElement);
const lamps = (): HTMLElement[] => [...row().querySelectorAll<HTMLElement>('lf-lamp')];
const labels = (): (string | null)[] => lamps().map((lamp) => lamp.getAttribute('aria-label'));
const areUnverified = (): boolean[] => lamps().map((lamp) => lamp.classList.contains('is-unverified'));

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  bed = new AttendantBed();
  bed.signIn();
  fixture = bed.render(ContactGridComponent, { label: 'Contacts', contacts: [ANNA] });
});

afterEach(() => {
  jest.useRealTimers();
});

test('before anything has arrived every lamp is unknown and waiting', () => {
  expect(labels()).toEqual(['Unknown', 'Unknown, waiting', 'Unknown, waiting', 'Unknown, waiting']);
});

test('confirmed, the lamps are lit and say everything', () => {
  bed.push(...ITEMS);
  fixture.detectChanges();
  expect(labels()).toEqual(['On call', 'On call', 'Away', 'In meeting']);
  expect(areUnverified()).toEqual([false, false, false, false]);
  expect(textOf(row())).toMatch(/On call 1:05 from Bea \(9107\).*Back at three.*until/);
});

test('a duration runs on by the second', () => {
  bed.push(...ITEMS);
  fixture.detectChanges();
  bed.pass(2000, fixture);
  expect(textOf(row())).toContain('1:07');
});

test('without a connection every lamp is unverified, nothing runs on and nobody is named', () => {
  bed.push(...ITEMS);
  fixture.detectChanges();
  bed.loseConnection();
  fixture.detectChanges();
  expect(areUnverified()).toEqual([true, true, true, true]);
  expect(labels()).toEqual([
    'Unknown',
    'On call, unverified, no connection',
    'Away, unverified, no connection',
    'In meeting, unverified, no connection',
  ]);
  expect(row().querySelector('lf-duration')).toBeNull();
  expect(textOf(row())).not.toMatch(/Bea|Back at three|until/);
});

test('connected again, a lamp is certain only once its state has been confirmed', () => {
  bed.push(...ITEMS);
  bed.loseConnection();
  bed.connect();
  fixture.detectChanges();
  expect(areUnverified()).toEqual([true, true, true, true]);
  bed.push(...ITEMS.map((confirmed) => ({ ...confirmed, version: 2 })));
  fixture.detectChanges();
  expect(areUnverified()).toEqual([false, false, false, false]);
});

test('a source that is down darkens its own lamps alone, and says so', () => {
  bed.push(...ITEMS);
  bed.store.dispatch(sourceStateChanged({ event: { type: 'JTAPI', state: 'DOWN', since: NOON_ISH_MS, reason: 'SOURCE_DOWN' } }));
  fixture.detectChanges();
  expect(labels().slice(1)).toEqual(['On call, unverified, source down', 'Away', 'In meeting']);
  expect(labels()[0]).toBe('In meeting');
});
