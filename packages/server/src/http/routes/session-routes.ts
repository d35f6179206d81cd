import { decodeLoginRequest, type ReloadResponse } from '@lampfield/protocol';
import type { RequestHandler } from 'express';
import type { HttpDeps } from '../http-deps.ts';
import { getBody } from '../json-body.ts';
import type { LoginLimiter } from '../login-limiter.ts';
import { ProblemError } from '../problem.ts';
import { beginSession, getSession, giveCookies } from '../session-guard.ts';

/** `POST /api/login`: checks name and password, begins a session and ends the one that the browser had. */
export function login(
  { authenticator, sessions }: Pick<HttpDeps, 'authenticator' | 'sessions'>,
  limiter: LoginLimiter,
): RequestHandler {
  return async (req, res) => {
    if (authenticator.redirect !== undefined)
      throw new ProblemError('NOT_FOUND', { detail: 'no passwords here: see GET /api/login/method' });
    const { username, password } = getBody(req, decodeLoginRequest);
    const attempt = { username, address: req.ip ?? 'unknown' };
    const user = await limiter.attempt(attempt, () => authenticator.authenticate(username, password));
    if (user === undefined) throw new ProblemError('INVALID_CREDENTIALS');
    await beginSession({ sessions, user }, req, (cookies) => {
      giveCookies(res, cookies);
      res.status(204).end();
    });
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
