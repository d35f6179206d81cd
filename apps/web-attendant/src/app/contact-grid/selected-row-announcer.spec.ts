import { LiveAnnouncer } from '@angular/cdk/a11y';
import { signal, type WritableSignal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Contact } from '@lampfield/protocol';
import { AttendantBed } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS, contact, item } from '../../testing/samples.ts';
import { SelectedRowAnnouncer } from './selected-row-announcer.ts';

const [ANNA, BEA] = [contact('Anna', '9101'), contact('Bea', '9102')];

let bed: AttendantBed;
let followed: WritableSignal<Contact | undefined>;
let announce: jest.SpyInstance;
let version = 1;
const phone = (identifier: string, state: 'AVAILABLE' | 'RINGING' | 'ON_CALL'): void => {
  version += 1;
  bed.push(item('JTAPI', { identifier, state, version }));
  TestBed.tick();
};

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  bed = new AttendantBed();
  bed.signIn();
  announce = jest.spyOn(TestBed.inject(LiveAnnouncer), 'announce').mockResolvedValue();
  followed = signal<Contact | undefined>(undefined);
  TestBed.runInInjectionContext(() => new SelectedRowAnnouncer()).follow(followed);
  phone('9101', 'AVAILABLE');
  phone('9102', 'AVAILABLE');
});

afterEach(() => {
  jest.useRealTimers();
});

const select = (chosen: Contact | undefined): void => {
  followed.set(chosen);
  TestBed.tick();
  jest.advanceTimersByTime(5000);
};

test('nothing is said while nobody is selected', () => {
  phone('9101', 'RINGING');
  jest.advanceTimersByTime(5000);
  expect(announce).not.toHaveBeenCalled();
});

test('going from one contact to another is not a change of state', () => {
  select(ANNA);
  select(BEA);
  select(undefined);
  expect(announce).not.toHaveBeenCalled();
});

test('a change of the selected contact is told politely, one of another is not', () => {
  select(ANNA);
  phone('9102', 'RINGING');
  jest.advanceTimersByTime(5000);
  expect(announce).not.toHaveBeenCalled();
  phone('9101', 'RINGING');
  jest.advanceTimersByTime(5000);
  expect(announce.mock.calls).toEqual([['Anna: Ringing, Phone Ringing', 'polite']]);
});

test('a line that flaps is told at most every two seconds, and its last state is told', () => {
  select(ANNA);
  for (let change = 0; change < 40; change += 1) {
    phone('9101', change % 2 === 0 ? 'RINGING' : 'AVAILABLE');
    jest.advanceTimersByTime(100);
  }
  phone('9101', 'ON_CALL');
  jest.advanceTimersByTime(5000);
  expect(announce.mock.calls.length).toBeLessThanOrEqual(4);
  expect(announce.mock.calls.at(-1)).toEqual(['Anna: On call, Phone On call', 'polite']);
});
