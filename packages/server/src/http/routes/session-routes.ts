import { decodeLoginRequest, type ReloadResponse } from '@lampfield/protocol';
import type { RequestHandler } from 'express';
import type { HttpDeps } from '../http-deps.ts';
import { getBody } from '../json-body.ts';
import { LoginLimiter } from '../login-limiter.ts';
import { ProblemError } from '../problem.ts';
import { getSession, giveCookies } from '../session-guard.ts';

/** `POST /api/login`: checks name and password, begins a session and ends the one that the browser had. */
export function login({ authenticator, sessions }: Pick<HttpDeps, 'authenticator' | 'sessions'>): RequestHandler {
  const limiter = new LoginLimiter();
  return async (req, res) => {
    const { username, password } = getBody(req, decodeLoginRequest);
    const attempt = { username, address: req.ip ?? 'unknown' };
    const user = await limiter.attempt(attempt, () => authenticator.authenticate(username, password));
    if (user === undefined) throw new ProblemError('INVALID_CREDENTIALS');
    const before = sessions.find(req.headers.cookie);
    giveCookies(res, sessions.cookiesOf(sessions.begin(user)));
    res.status(204).end();
    // Nothing of the session before may go on, whoever it was. Its tabs lose their sockets and then ask at once who they are: only after
    // the answer above do they ask with the new cookie.
    if (before !== undefined) await sessions.end(before);
  };
}

/** `POST /api/logout`: ends the session and closes its sockets. */
export function logout({ sessions }: Pick<HttpDeps, 'sessions'>): RequestHandler {
  return async (_req, res) => {
    await sessions.end(getSession(res));
    giveCookies(res, sessions.clearingCookies);
    res.status(204).end();
  };
}

/** `GET /api/reload`: all a client needs to start. */
export function reload(deps: Pick<HttpDeps, 'sessions' | 'directories' | 'settings' | 'online' | 'permissions'>): RequestHandler {
  const { sessions, directories, settings, online, permissions } = deps;
  return (_req, res) => {
    const session = getSession(res);
    const { username, displayName } = session;
    const answer: ReloadResponse = {
      profile: { username, displayName, ...settings.times },
      directories: directories.filter(({ id }) => permissions.maySearch(username, id)).map(({ id, name }) => ({ id, name })),
      csrfToken: sessions.csrfTokenOf(session),
      permissions: [
        ...(online.maySee(username) ? ['ONLINE' as const] : []),
        ...(permissions.mayPeekCalendars(username) ? ['CALENDAR' as const] : []),
      ],
    };
    giveCookies(res, [sessions.csrfCookieOf(session)]);
    res.json(answer);
  };
}
