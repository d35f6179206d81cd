import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { RequestError, sourceStateChanged } from '@lampfield/client-presence';
import { of, throwError } from 'rxjs';
import { AttendantBed, press, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS } from '../../testing/samples.ts';
import { OnlinePanelSettings } from '../online-panel/online-panel-settings.ts';
import { ShellComponent } from './shell.component.ts';

let bed: AttendantBed;
let fixture: ComponentFixture<ShellComponent>;
const host = (): HTMLElement => fixture.nativeElement as HTMLElement;
const fields = (): HTMLInputElement[] => [...host().querySelectorAll<HTMLInputElement>('input[type=search]')];
const widgets = (): HTMLElement[] => [...host().querySelectorAll<HTMLElement>('lf-directory-widget')];
const button = (name: string): HTMLButtonElement | undefined =>
  [...host().querySelectorAll('button')].find((candidate) => textOf(candidate) === name || candidate.ariaLabel === name);
const click = (name: string): void => {
  button(name)?.click();
  bed.pass(0, fixture);
};
const pressHere = (key: string, modifiers?: KeyboardEventInit): void => {
  press(document.activeElement, key, modifiers);
  bed.pass(500, fixture);
};
const dialog = (): Element | null => document.querySelector('lf-keyboard-help');
const leaveFields = (): void => (document.activeElement as HTMLElement).blur();

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  bed = new AttendantBed();
  bed.signIn();
  fixture = bed.render(ShellComponent);
});

afterEach(() => {
  fixture.destroy();
  jest.useRealTimers();
});

test('it begins with one directory, the cursor in its search field', () => {
  expect(widgets()).toHaveLength(1);
  expect(document.activeElement).toBe(fields()[0]);
  expect(textOf(host().querySelector('.user'))).toBe('The attendant');
});

test.each([
  ['/', {}],
  ['k', { ctrlKey: true }],
])('%s leads to the search from anywhere', (key, modifiers) => {
  leaveFields();
  pressHere(key, modifiers);
  expect(document.activeElement).toBe(fields()[0]);
});

test('a slash in a search field is a slash', () => {
  const event = press(fields()[0] ?? null, '/');
  expect(event.defaultPrevented).toBe(false);
});

test('the skip link leads to the search', () => {
  leaveFields();
  host().querySelector<HTMLElement>('.skip')?.click();
  expect(document.activeElement).toBe(fields()[0]);
});

test('directories are added on what is not open yet, and closed again; one always stays', () => {
  expect(button('Close Corporate directory')).toBeUndefined();
  click('Add directory');
  expect(widgets().map((widget) => widget.ariaLabel)).toEqual(['Corporate directory', 'Branch offices']);
  expect(document.activeElement).toBe(fields()[1]);
  click('Close Branch offices');
  expect(widgets()).toHaveLength(1);
  expect(document.activeElement).toBe(fields()[0]);
});

test('the search key leads to the widget that was used last', () => {
  click('Add directory');
  fields()[0]?.focus();
  leaveFields();
  pressHere('/');
  expect(document.activeElement).toBe(fields()[0]);
});

test('a question mark opens the help, Escape closes it, and while it is open the keys behind it rest', () => {
  leaveFields();
  pressHere('?');
  expect(textOf(dialog())).toContain('Keys and lamps');
  pressHere('/');
  expect(fields()).not.toContain(document.activeElement);
  pressHere('Escape');
  expect(dialog()).toBeNull();
});

test('single keys can be switched off, Ctrl+K cannot', () => {
  click('Keys and lamps');
  const box = dialog()?.querySelector<HTMLInputElement>('input[type=checkbox]');
  box?.click();
  pressHere('Escape');
  leaveFields();
  pressHere('/');
  expect(fields()).not.toContain(document.activeElement);
  pressHere('k', { ctrlKey: true });
  expect(document.activeElement).toBe(fields()[0]);
});

test('the state of the connection is always told, and a loss with its time and meaning', () => {
  const status = (): string => textOf(host().querySelector('lf-connection-status'));
  expect(status()).toBe('Updating');
  bed.loseConnection();
  fixture.detectChanges();
  expect(status()).toBe('Connection lost');
  expect(textOf(host().querySelector('.notice'))).toMatch(/since .*unverified/);
});

test('a source that is down is told once for all its lamps', () => {
  bed.store.dispatch(sourceStateChanged({ event: { type: 'CUPS', state: 'DOWN', since: NOON_ISH_MS } }));
  fixture.detectChanges();
  expect(textOf(host().querySelector('.notice'))).toContain('The source of Chat has been down since');
});

test('the theme follows the choice', () => {
  click('Theme: As the system');
  const dark = [...document.querySelectorAll<HTMLElement>('[role=menuitemradio]')].find((choice) => textOf(choice) === 'Dark');
  expect(dark?.getAttribute('aria-checked')).toBe('false');
  dark?.click();
  bed.pass(500, fixture);
  expect(document.documentElement.dataset['theme']).toBe('dark');
});

test('signing out asks the server', () => {
  bed.logout.mockReturnValue(of(undefined));
  click('Sign out');
  expect(bed.logout).toHaveBeenCalledTimes(1);
});

test('who could not be signed out is told that he still is signed in', () => {
  bed.logout.mockReturnValue(throwError(() => new RequestError({ code: 'UNREACHABLE', status: 0 })));
  click('Sign out');
  expect(textOf(host().querySelector('.error'))).toContain('Signing out failed, you are still signed in.');
});

test('that signing out failed is history once the connection is back', () => {
  bed.logout.mockReturnValue(throwError(() => new RequestError({ code: 'UNREACHABLE', status: 0 })));
  bed.loseConnection();
  click('Sign out');
  expect(textOf(host().querySelector('.error'))).toContain('Signing out failed');
  bed.connect();
  bed.resync();
  bed.pass(0, fixture);
  expect(host().querySelector('.error')).toBeNull();
});

describe('who is online', () => {
  const panel = (): HTMLElement | null => host().querySelector('lf-online-panel');
  const onlineField = (): Element | null => host().querySelector('lf-online-panel input');

  beforeEach(() => {
    fixture.destroy();
    bed.signIn('attendant', ['ONLINE']);
    fixture = bed.render(ShellComponent);
  });

  test('is offered only to those who may see it', () => {
    expect(button('Online')).toBeDefined();
    bed.signIn('attendant', []);
    bed.pass(0, fixture);
    expect(button('Online')).toBeUndefined();
    leaveFields();
    pressHere('o');
    expect(panel()).toBeNull();
    click('Keys and lamps');
    expect(textOf(dialog())).not.toContain('Who is online');
  });

  test('is a panel that its button opens and closes, and takes the focus and gives it back', () => {
    expect(button('Online')?.getAttribute('aria-expanded')).toBe('false');
    click('Online');
    expect(button('Online')?.getAttribute('aria-expanded')).toBe('true');
    expect(button('Online')?.getAttribute('aria-controls')).toBe(panel()?.id);
    expect(document.activeElement).toBe(onlineField());
    click('Online');
    expect(panel()).toBeNull();
    expect(document.activeElement).toBe(button('Online'));
  });

  test('opens by the key o, which leads into it when it is open, and closes by Escape', () => {
    leaveFields();
    pressHere('o');
    expect(document.activeElement).toBe(onlineField());
    fields()[0]?.focus();
    leaveFields();
    pressHere('o');
    expect(document.activeElement).toBe(onlineField());
    pressHere('Escape');
    expect(panel()).toBeNull();
    expect(document.activeElement).toBe(button('Online'));
    click('Keys and lamps');
    expect(textOf(dialog())).toContain('Who is online');
  });

  test('is closed and empty for the next attendant', () => {
    click('Online');
    TestBed.inject(OnlinePanelSettings).text.set('anna');
    fixture.destroy();
    fixture = bed.render(ShellComponent);
    expect(panel()).toBeNull();
    click('Online');
    expect((onlineField() as HTMLInputElement).value).toBe('');
  });
});
