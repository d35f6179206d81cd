import { Router, type RequestHandler } from 'express';
import { addRoute } from './add-route.ts';
import { readInTurns } from './body-turns.ts';
import { requireOwnOrigin } from './caller-guards.ts';
import type { HttpDeps } from './http-deps.ts';
import { readJsonBody, readStrangersJsonBody } from './json-body.ts';
import { queueLargeBodies } from './large-bodies.ts';
import { LoginLimiter } from './login-limiter.ts';
import { ProblemError } from './problem.ts';
import { peekCalendar, PEEKS_PER_SECOND, requireCalendarPeek } from './routes/calendar-route.ts';
import { countOnline, listOnline, ONLINE_PAGES_PER_SECOND, requireOnlineList } from './routes/online-routes.ts';
import { bulkUpdateSubscription, diagnoseSubscription, forcePushPresenceItems } from './routes/presence-routes.ts';
import { redirectRoutes } from './routes/redirect-routes.ts';
import { search } from './routes/search-route.ts';
import { login, logout, reload } from './routes/session-routes.ts';
import { requireCsrfToken, requireSession } from './session-guard.ts';
import { limitCalls } from './user-limiter.ts';

/** All of `/api`. A body is only read once the caller has shown who he is. */
export function createApiRouter(deps: HttpDeps): Router {
  const router = Router({ caseSensitive: true });
  const signedIn = requireSession(deps);
  const unsafe = [signedIn, requireCsrfToken(deps.sessions), readInTurns(deps.clock), queueLargeBodies(), ...readJsonBody];
  const get = (path: string, ...handlers: RequestHandler[]): void => {
    addRoute(router, { method: 'get', path, handlers: [signedIn, ...handlers] });
  };
  const post = (path: string, ...handlers: RequestHandler[]): void => {
    addRoute(router, { method: 'post', path, handlers });
  };

  const limiter = new LoginLimiter();
  router.use(neverStored);
  const redirect = redirectRoutes(deps, limiter);
  // Here a browser comes back from another site; what it brings proves that it was sent there.
  addRoute(router, redirect.callback);
  router.use(requireOwnOrigin(deps.rules));
  addRoute(router, redirect.method);
  addRoute(router, redirect.begin);
  addRoute(router, redirect.signOut);
  post('/login', ...readStrangersJsonBody, login(deps, limiter));
  post('/logout', ...unsafe, logout(deps));
  get('/reload', reload(deps));
  get('/search', limitCalls(deps.settings.searchesPerSecond, 'searches'), search(deps));
  post('/presence/bulkUpdateSubscription', ...unsafe, bulkUpdateSubscription(deps));
  post('/presence/forcePushPresenceItems', ...unsafe, forcePushPresenceItems(deps));
  get('/presence/subscriptions/:id', diagnoseSubscription(deps));
  get(
    '/presence/calendar/:id',
    requireCalendarPeek(deps),
    limitCalls(PEEKS_PER_SECOND, 'looks at calendars'),
    peekCalendar(deps),
  );
  get('/online', requireOnlineList(deps), limitCalls(ONLINE_PAGES_PER_SECOND, 'pages of the list'), listOnline(deps));
  get('/online/count', countOnline(deps));
  router.use(() => {
    throw new ProblemError('NOT_FOUND', { detail: 'no such call' });
  });
  return router;
}

/** Answers are one person's and of one moment: no cache may keep them. */
const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
