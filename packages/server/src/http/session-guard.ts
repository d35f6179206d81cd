import type { Request, RequestHandler, Response } from 'express';
import type { AuthenticatedUser } from '../ports/authenticator.ts';
import type { Session, Sessions } from '../ports/sessions.ts';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError } from './problem.ts';

/** Lets only calls with a session through and counts them as its last. From here on it is known what its user may see. */
export function requireSession({ sessions, permissions }: Pick<HttpDeps, 'sessions' | 'permissions'>): RequestHandler {
  return async (req, res, next) => {
    const found = sessions.find(req.headers.cookie);
    const learning = found && permissions.learn(found);
    if (learning !== undefined) await learning;
    // Its account may have turned out to be gone.
    const session = learning === undefined ? found : sessions.find(req.headers.cookie);
    if (session === undefined) throw new ProblemError('NOT_SIGNED_IN');
    const renewed = sessions.renew(session);
    if (renewed !== undefined) giveCookies(res, sessions.cookiesOf(renewed));
    res.locals['session'] = renewed ?? session;
    next();
  };
}

/** Lets only calls through that show the session's token: a foreign page can make a browser send the cookie, but not this header. */
export function requireCsrfToken(sessions: Sessions): RequestHandler {
  return (req: Request, res, next) => {
    if (!sessions.isCsrfToken(getSession(res), req.get('X-XSRF-TOKEN'))) {
      throw new ProblemError('CSRF', { detail: 'expected the header X-XSRF-TOKEN with the token of this session' });
    }
    next();
  };
}

/** The session that {@link requireSession} let through. */
export function getSession(res: Response): Session {
  const session: unknown = res.locals['session'];
  if (session === undefined) throw new Error('the route does not require a session');
  return session as Session;
}

/**
 * Begins a session of who has just signed in, and ends the one that the browser had: nothing of it may go on, whoever it was. Its tabs lose their
 * sockets and then ask at once who they are: only after the answer do they ask with the new cookie, so the answer goes out first.
 */
export async function beginSession(
  { sessions, user }: Pick<HttpDeps, 'sessions'> & { readonly user: AuthenticatedUser },
  req: Request,
  answer: (cookies: readonly string[]) => void,
): Promise<void> {
  const before = sessions.find(req.headers.cookie);
  answer(sessions.cookiesOf(sessions.begin(user)));
  if (before !== undefined) await sessions.end(before);
}

/** Adds cookies to the answer; what was added before under the same name is replaced, so that the last one counts. */
export function giveCookies(res: Response, cookies: readonly string[]): void {
  const nameOf = (cookie: string): string => cookie.slice(0, cookie.indexOf('='));
  const names = new Set(cookies.map(nameOf));
  const before = [res.getHeader('Set-Cookie') ?? []].flat().map(String);
  res.setHeader('Set-Cookie', [...before.filter((cookie) => !names.has(nameOf(cookie))), ...cookies]);
}
