import type { ComponentFixture } from '@angular/core/testing';
import axe from 'axe-core';
import { of } from 'rxjs';
import { AttendantBed, getElement } from '../testing/attendant-bed.ts';
import { contact, item } from '../testing/samples.ts';
import { CalendarPeekComponent } from './contact-details/calendar-peek.component.ts';
import { DirectoryWidgetComponent } from './directory-widget/directory-widget.component.ts';
import { KeyboardHelpComponent } from './shell/keyboard-help.component.ts';
import { ShellComponent } from './shell/shell.component.ts';
import { SignInPageComponent } from './sign-in/sign-in-page.component.ts';

/** axe looks at every rule and element: slow on a busy machine. */
jest.setTimeout(60_000);

/** jsdom neither lays out nor paints: contrast and target size are checked in a real browser. */
async function violationsOf(fixture: ComponentFixture<unknown>): Promise<string[]> {
  const { violations } = await axe.run(fixture.nativeElement as HTMLElement, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

let bed: AttendantBed;

beforeEach(() => {
  bed = new AttendantBed();
  bed.signIn();
});

test('the sign-in page', async () => {
  expect(await violationsOf(bed.render(SignInPageComponent, { notice: 'You are signed out.' }))).toEqual([]);
});

test('the page of an attendant', async () => {
  const fixture = bed.render(ShellComponent);
  expect(await violationsOf(fixture)).toEqual([]);
});

test('a directory with contacts and the details of one', async () => {
  jest.useFakeTimers();
  bed.search.mockReturnValue(of({ contacts: [contact('Anna', '9101'), contact('Bea', '9102')], truncated: false }));
  const fixture = bed.render(DirectoryWidgetComponent, {
    directories: [
      { id: 'corp', name: 'Corporate directory' },
      { id: 'branch', name: 'Branch offices' },
    ],
    initialDirectoryId: undefined,
    isClosable: true,
  });
  const host = fixture.nativeElement as HTMLElement;
  const field = getElement(host, 'input', HTMLInputElement);
  field.value = 'a';
  field.dispatchEvent(new Event('input'));
  fixture.detectChanges();
  bed.pass(200, fixture);
  bed.push(item('JTAPI', { identifier: '9101', state: 'RINGING', since: 1 }));
  host.querySelector<HTMLElement>('lf-contact-row')?.click();
  fixture.detectChanges();
  jest.useRealTimers();
  expect(host.querySelectorAll('lf-lamp').length).toBeGreaterThan(8);
  expect(await violationsOf(fixture)).toEqual([]);
});

test('the hours to come of a calendar', async () => {
  const from = Date.now();
  bed.peek.mockReturnValue(of({ from, until: from + 86_400_000, busy: [{ from, until: from + 3_600_000, kind: 'busy' }] }));
  const fixture = bed.render(CalendarPeekComponent, { id: 'anna@example.org_EXCHANGE', name: 'anna@example.org' });
  const host = fixture.nativeElement as HTMLElement;
  expect(await violationsOf(fixture)).toEqual([]);
  host.querySelector('button')?.click();
  fixture.detectChanges();
  expect(host.querySelectorAll('li')).toHaveLength(1);
  expect(await violationsOf(fixture)).toEqual([]);
});

test('the help', async () => {
  const fixture = bed.render(KeyboardHelpComponent);
  expect(await violationsOf(fixture)).toEqual([]);
});
