import type { PresenceActivity, PresenceState } from '@lampfield/protocol';
import { AttendantBed, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS, shown } from '../../testing/samples.ts';
import { findCellView } from '../presence-view/cell-view.ts';
import { momentText } from '../presence-view/moment.ts';
import { PresenceCellComponent } from './presence-cell.component.ts';

const MINUTE_MS = 60_000;
const at = (minutes: number): number => NOON_ISH_MS + minutes * MINUTE_MS;
const told = (minutes: number): string => momentText(at(minutes), NOON_ISH_MS);

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
});

afterEach(() => {
  jest.useRealTimers();
});

test.each<[PresenceState, PresenceActivity, string[]]>([
  ['IN_MEETING', { until: at(60) }, ['In meeting', `until ${told(60)}`]],
  ['AVAILABLE', { until: at(90), next: { from: at(90), until: at(120) } }, ['Free', `until ${told(90)}`]],
  ['AVAILABLE', { until: at(40), next: { from: at(40), until: at(120) } }, ['Free', `meeting at ${told(40)}`]],
  ['AWAY', { outOfOffice: true, until: at(240) }, ['Away', `out of office, until ${told(240)}`]],
])(
  'a calendar that is %s with %j says so beside its lamp, and in the hint for where there is no room',
  (state, activity, parts) => {
    const bed = new AttendantBed();
    const cell = findCellView('EXCHANGE', [shown('EXCHANGE', { state, activity })]);
    const host = bed.render(PresenceCellComponent, { type: 'EXCHANGE', cell }).nativeElement as HTMLElement;
    expect(textOf(host.querySelector('.text'))).toBe(parts.join(' '));
    host.querySelector('.cell')?.dispatchEvent(new MouseEvent('mouseenter'));
    jest.advanceTimersByTime(0);
    expect(document.querySelector('lf-hint')?.textContent).toBe(`Calendar: ${parts.join('\n')}`);
  },
);
