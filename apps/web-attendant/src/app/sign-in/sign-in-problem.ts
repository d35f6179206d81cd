import type { RequestError, RequestErrorCode } from '@lampfield/client-presence';

/** What is known of a failed sign-in. */
export type SignInFailure = Pick<RequestError, 'code' | 'retryAfterSeconds'>;

const TEXTS: Readonly<Partial<Record<RequestErrorCode, string>>> = {
  INVALID_CREDENTIALS: 'User name or password is wrong.',
  BAD_REQUEST: 'Enter your user name and your password.',
  UNREACHABLE: 'The server cannot be reached. Check the network and try again.',
  TIMEOUT: 'The server did not answer in time. Try again.',
  AUTH_UNAVAILABLE: 'Signing in does not work at the moment, because the user directory cannot be reached. Try again later.',
  UNKNOWN_HOST: 'The server does not answer under this address. Ask your administrator for the right one.',
  FOREIGN_ORIGIN: 'The server does not answer to this page. Open it under the address your administrator gave you.',
};

/** Says in plain words why signing in failed and what to do. */
export function signInProblemText({ code, retryAfterSeconds }: SignInFailure): string {
  if (code === 'TOO_MANY_REQUESTS') return `Too many failed attempts. Wait ${waitText(retryAfterSeconds)} and try again.`;
  return TEXTS[code] ?? `Signing in failed (${code}). Try again; if it stays so, tell your administrator.`;
}

/** Why somebody came back from another sign-in without one, by the word in the page's address; empty where there is none. */
export function returnProblemText(word: string | undefined): string {
  if (word === 'unavailable')
    return 'Signing in does not work at the moment, because your organisation\u2019s sign-in cannot be reached. Try again later.';
  if (word === 'too-many') return 'Too many failed attempts. Wait a few minutes and try again.';
  return word === undefined
    ? ''
    : 'Signing in was refused, or took too long. Try again; if it stays so, tell your administrator.';
}

/** The wait as the server wants it, never shorter: a part of a minute counts as one. */
function waitText(seconds: number | undefined): string {
  if (seconds === undefined || seconds <= 0) return 'a few minutes';
  const isShort = seconds < 60;
  const count = Math.ceil(isShort ? seconds : seconds / 60);
  return `${count} ${isShort ? 'second' : 'minute'}${count === 1 ? '' : 's'}`;
}
