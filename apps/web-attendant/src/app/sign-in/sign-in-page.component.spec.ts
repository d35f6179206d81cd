import type { ComponentFixture } from '@angular/core/testing';
import { RequestError, type RequestErrorFields } from '@lampfield/client-presence';
import { NEVER, of, throwError } from 'rxjs';
import { AttendantBed, getElement, textOf } from '../../testing/attendant-bed.ts';
import { SignInPageComponent } from './sign-in-page.component.ts';

let bed: AttendantBed;
let fixture: ComponentFixture<SignInPageComponent>;
const host = (): HTMLElement => fixture.nativeElement as HTMLElement;
const input = (name: string): HTMLInputElement => getElement(host(), `input[name=${name}]`, HTMLInputElement);
const problem = (): string => textOf(host().querySelector('[role=alert]'));
const submit = (username: string, password: string): void => {
  input('username').value = username;
  input('password').value = password;
  host().querySelector('button')?.click();
  fixture.detectChanges();
};
const failWith = (fields: RequestErrorFields): void => {
  bed.login.mockReturnValue(throwError(() => new RequestError(fields)));
};

const failMethod = (): void => {
  bed.signInMethod.mockReturnValue(throwError(() => new RequestError({ code: 'UNREACHABLE', status: 0 })));
};

beforeEach(() => {
  bed = new AttendantBed();
  fixture = bed.render(SignInPageComponent);
});

test('the cursor waits for the user name', () => {
  expect(document.activeElement).toBe(input('username'));
});

test('it signs in with what was typed, spaces in the password included', () => {
  bed.login.mockReturnValue(of(undefined));
  submit('anna', ' secret ');
  expect(bed.login.mock.calls).toEqual([['anna', ' secret ']]);
});

test('while the server is asked, a second press asks nothing', () => {
  submit('anna', 'secret');
  submit('anna', 'secret');
  expect(bed.login).toHaveBeenCalledTimes(1);
  expect(textOf(host().querySelector('button'))).toBe('Signing in…');
});

test.each<[RequestErrorFields, string]>([
  [{ code: 'INVALID_CREDENTIALS', status: 401 }, 'User name or password is wrong.'],
  [{ code: 'TOO_MANY_REQUESTS', status: 429, retryAfterSeconds: 95 }, 'Too many failed attempts. Wait 2 minutes and try again.'],
  [{ code: 'UNREACHABLE', status: 0 }, 'The server cannot be reached. Check the network and try again.'],
])('%j is told, the password is gone and the cursor waits for another', (fields, text) => {
  failWith(fields);
  submit('anna', 'secret');
  expect(problem()).toBe(text);
  expect(input('password').value).toBe('');
  expect(input('username').value).toBe('anna');
  expect(document.activeElement).toBe(input('password'));
});

test('after a failure one can try again', () => {
  failWith({ code: 'INVALID_CREDENTIALS', status: 401 });
  submit('anna', 'wrong');
  bed.login.mockReturnValue(of(undefined));
  submit('anna', 'right');
  expect(bed.login).toHaveBeenCalledTimes(2);
  expect(problem()).toBe('');
});

test.each([
  { username: '', password: 'secret', text: 'Enter your user name.', field: 'username' },
  { username: 'anna', password: '', text: 'Enter your password.', field: 'password' },
])('a missing $field is asked for, without asking the server', ({ username, password, text, field }) => {
  submit(username, password);
  expect(problem()).toBe(text);
  expect(document.activeElement).toBe(input(field));
  expect(bed.login).not.toHaveBeenCalled();
});

test('browsers and password managers know the fields', () => {
  expect(input('username').autocomplete).toBe('username');
  expect(input('password').autocomplete).toBe('current-password');
  expect(input('password').type).toBe('password');
});

describe('where people sign in at another place', () => {
  const link = (): HTMLAnchorElement => getElement(host(), 'a', HTMLAnchorElement);
  const render = (isAfterSignOut = false): void => {
    fixture.destroy();
    fixture = bed.render(SignInPageComponent, { isAfterSignOut });
  };

  beforeEach(() => {
    bed.signInMethod.mockReturnValue(
      of({ kind: 'REDIRECT', label: 'Example', signInPath: 'login/oidc', signOutPath: 'logout/oidc' }),
    );
  });

  test('there is one link there, and nothing to type', () => {
    render();
    expect([textOf(link()), link().getAttribute('href')]).toEqual(['Sign in with Example', '/api/login/oidc']);
    expect(document.activeElement).toBe(link());
    expect([host().querySelector('form'), problem()]).toEqual([null, '']);
    expect(bed.wentTo).not.toHaveBeenCalled();
  });

  test.each([
    ['refused', /^Signing in was refused/],
    ['unavailable', /cannot be reached/],
    ['too-many', /^Too many failed attempts/],
    ['<b>anything else</b>', /^Signing in was refused, or took too long/],
  ])('who comes back with %j is told in words', (word, text) => {
    bed.parameter = word;
    render();
    expect(problem()).toMatch(text);
    expect(problem()).not.toContain('anything');
  });

  test('who has signed out here is sent there to sign out as well', () => {
    render(true);
    expect(bed.wentTo.mock.calls).toEqual([['/api/logout/oidc']]);
  });
});

test('nothing can be typed before it is known how people sign in, and a password if that cannot be asked', () => {
  fixture.destroy();
  bed.signInMethod.mockReturnValue(NEVER);
  fixture = bed.render(SignInPageComponent);
  expect(host().querySelector('input, a')).toBeNull();
  fixture.destroy();
  failMethod();
  fixture = bed.render(SignInPageComponent);
  expect(input('password')).not.toBeNull();
});
