import { Router, type RequestHandler } from 'express';
import { addRoute } from './add-route.ts';
import { requireOwnOrigin } from './caller-guards.ts';
import type { HttpDeps } from './http-deps.ts';
import { readJsonBody } from './json-body.ts';
import { ProblemError } from './problem.ts';
import { onlineWithoutSource } from './routes/online-routes.ts';
import { bulkUpdateSubscription, diagnoseSubscription, forcePushPresenceItems } from './routes/presence-routes.ts';
import { search } from './routes/search-route.ts';
import { login, logout, reload } from './routes/session-routes.ts';
import { limitSearches } from './search-limiter.ts';
import { requireCsrfToken, requireSession } from './session-guard.ts';

/** All of `/api`. A body is only read once the caller has shown who he is. */
export function createApiRouter(deps: HttpDeps): Router {
  const router = Router({ caseSensitive: true });
  const signedIn = requireSession(deps.sessions);
  const unsafe = [signedIn, requireCsrfToken(deps.sessions), ...readJsonBody];
  const get = (path: string, ...handlers: RequestHandler[]): void => {
    addRoute(router, { method: 'get', path, handlers: [signedIn, ...handlers] });
  };
  const post = (path: string, ...handlers: RequestHandler[]): void => {
    addRoute(router, { method: 'post', path, handlers });
  };

  router.use(neverStored, requireOwnOrigin(deps.rules));
  post('/login', ...readJsonBody, login(deps));
  post('/logout', ...unsafe, logout(deps));
  get('/reload', reload(deps));
  get('/search', limitSearches(deps.settings.searchesPerSecond), search(deps));
  post('/presence/bulkUpdateSubscription', ...unsafe, bulkUpdateSubscription(deps));
  post('/presence/forcePushPresenceItems', ...unsafe, forcePushPresenceItems(deps));
  get('/presence/subscriptions/:id', diagnoseSubscription(deps));
  get('/online', onlineWithoutSource);
  get('/online/count', onlineWithoutSource);
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
