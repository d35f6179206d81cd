import type { SignInMethod } from '@lampfield/protocol';
import type { Request, RequestHandler, Response } from 'express';
import { AuthUnavailableError, type RedirectSignIn, type SignInReturn } from '../../ports/authenticator.ts';
import type { ApiRoute } from '../add-route.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { LoginLimiter } from '../login-limiter.ts';
import { ProblemError } from '../problem.ts';
import { beginSession, giveCookies } from '../session-guard.ts';

type RedirectDeps = Pick<HttpDeps, 'authenticator' | 'journeyCookies' | 'log' | 'sessions' | 'settings'>;

/** Why a browser comes back from the other sign-in without a session; the page says it in words. */
type SignInFailure = 'refused' | 'unavailable' | 'too-many';

const CALLBACK_PATH = 'api/login/oidc/callback';

/** The calls of a sign-in at another place. Browsers follow them as links, so what goes wrong is told by the page and not by a problem. */
export function redirectRoutes(
  deps: RedirectDeps,
  limiter: LoginLimiter,
): Readonly<Record<'method' | 'begin' | 'callback' | 'signOut', ApiRoute>> {
  const route = (path: string, handler: RequestHandler): ApiRoute => ({ method: 'get', path, handlers: [handler] });
  return {
    method: route('/login/method', tellMethod(deps)),
    begin: route('/login/oidc', begin(deps)),
    callback: route('/login/oidc/callback', finish(deps, limiter)),
    signOut: route('/logout/oidc', signOut(deps)),
  };
}

/** `GET /api/login/method`: how people sign in here, for the page that offers it. Needs no session. */
function tellMethod({ authenticator: { redirect } }: RedirectDeps): RequestHandler {
  return (_req, res) => {
    const answer: SignInMethod =
      redirect === undefined
        ? { kind: 'PASSWORD' }
        : { kind: 'REDIRECT', label: redirect.label, signInPath: 'login/oidc', signOutPath: 'logout/oidc' };
    res.json(answer);
  };
}

/** `GET /api/login/oidc`: sends the browser to sign in. */
function begin(deps: RedirectDeps): RequestHandler {
  return async (_req, res) => {
    const redirect = getRedirect(deps);
    try {
      const { url, memo } = await redirect.begin(homeOf(deps) + CALLBACK_PATH);
      giveCookies(res, [deps.journeyCookies.write('sign-in', memo)]);
      res.redirect(302, url);
    } catch (error) {
      fail(deps, res, failureOf(error, deps));
    }
  };
}

/** `GET /api/login/oidc/callback`: the browser comes back. What it brings is used once, whatever comes of it. */
function finish(deps: RedirectDeps, limiter: LoginLimiter): RequestHandler {
  const { journeyCookies, sessions } = deps;
  return async (req, res) => {
    const redirect = getRedirect(deps);
    giveCookies(res, [journeyCookies.writeRemoval('sign-in')]);
    try {
      const made = await limiter.attemptFrom(req.ip ?? 'unknown', () => readReturn(deps, redirect, req));
      if (made === undefined) fail(deps, res, 'refused');
      else
        await beginSession({ sessions, user: made.user }, req, (cookies) => {
          giveCookies(res, [...cookies, journeyCookies.write('sign-out', made.signOutHint)]);
          res.redirect(303, homeOf(deps));
        });
    } catch (error) {
      fail(deps, res, failureOf(error, deps));
    }
  };
}

async function readReturn(deps: RedirectDeps, redirect: RedirectSignIn, req: Request): Promise<SignInReturn | undefined> {
  const memo = deps.journeyCookies.read('sign-in', req.headers.cookie);
  if (memo === undefined) return undefined;
  const [, query = ''] = req.originalUrl.split('?');
  return redirect.finish(`${homeOf(deps)}${CALLBACK_PATH}?${query}`, memo);
}

/** `GET /api/logout/oidc`: sends a browser that has signed out here to sign out there as well, if that is possible. */
function signOut(deps: RedirectDeps): RequestHandler {
  const { journeyCookies } = deps;
  return async (req, res) => {
    const redirect = getRedirect(deps);
    const hint = journeyCookies.read('sign-out', req.headers.cookie);
    giveCookies(res, [journeyCookies.writeRemoval('sign-out')]);
    const home = homeOf(deps);
    const url = await redirect.findSignOutUrl(home, hint).catch(() => undefined);
    res.redirect(303, url ?? home);
  };
}

function getRedirect({ authenticator: { redirect } }: RedirectDeps): RedirectSignIn {
  if (redirect === undefined) throw new ProblemError('NOT_FOUND', { detail: 'people sign in with a password here' });
  return redirect;
}

/** The page, as browsers find it: never what a request says of itself. */
function homeOf({ settings: { publicUrl, basePath } }: RedirectDeps): string {
  return publicUrl + basePath;
}

function failureOf(error: unknown, { log }: RedirectDeps): SignInFailure {
  if (error instanceof ProblemError && error.code === 'TOO_MANY_REQUESTS') return 'too-many';
  if (!(error instanceof AuthUnavailableError)) throw error;
  log.warn({ err: error }, 'nobody can sign in at the moment');
  return 'unavailable';
}

function fail(deps: RedirectDeps, res: Response, failure: SignInFailure): void {
  res.redirect(303, `${homeOf(deps)}?signIn=${failure}`);
}
