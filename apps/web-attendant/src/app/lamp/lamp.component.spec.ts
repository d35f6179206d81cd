import { TestBed } from '@angular/core/testing';
import { PRESENCE_STATES, type PresenceState } from '@lampfield/protocol';
import { AttendantBed } from '../../testing/attendant-bed.ts';
import { LAMP_SHAPES } from './lamp-shape.ts';
import { LampComponent } from './lamp.component.ts';

function render(state: PresenceState, isVerified: boolean): HTMLElement {
  TestBed.resetTestingModule();
  const fixture = new AttendantBed().render(LampComponent, { state, isVerified, label: `label of ${state}` });
  return fixture.nativeElement as HTMLElement;
}

const pathsOf = (lamp: HTMLElement): string => [...lamp.querySelectorAll('path')].map((path) => path.getAttribute('d')).join('|');

test('no two states share a drawing: colour alone never tells them apart', () => {
  const drawings = PRESENCE_STATES.map((state) => JSON.stringify(LAMP_SHAPES[state]));
  expect(new Set(drawings).size).toBe(PRESENCE_STATES.length);
});

describe.each(PRESENCE_STATES)('%s', (state) => {
  test('certain, it has its shape, its colour and a name', () => {
    const lamp = render(state, true);
    expect(lamp.getAttribute('role')).toBe('img');
    expect(lamp.getAttribute('aria-label')).toBe(`label of ${state}`);
    expect(lamp.dataset['state']).toBe(state);
    expect(pathsOf(lamp)).toContain(LAMP_SHAPES[state].body);
    expect(lamp.classList).not.toContain('is-unverified');
    expect(lamp.classList.contains('is-hollow')).toBe(state === 'OFFLINE' || state === 'UNKNOWN');
    expect(lamp.classList.contains('is-dashed')).toBe(state === 'UNKNOWN');
  });

  test('unverified, it keeps its shape but is hollow, dashed and without its colour', () => {
    const lamp = render(state, false);
    expect(pathsOf(lamp)).toBe(pathsOf(render(state, true)));
    expect([...lamp.classList]).toEqual(expect.arrayContaining(['is-unverified', 'is-hollow', 'is-dashed']));
  });
});
