import type { Router } from 'express';
import { PrometheusMetrics } from '../ops/create-metrics.ts';
import { createApiRouter } from './create-api-router.ts';
import type { HttpDeps } from './http-deps.ts';

/** A call of the API as the router has it. */
export interface RouteName {
  readonly method: 'GET' | 'POST';
  /** In Express's notation, `/api` included. */
  readonly path: string;
}

/** As far as a router is put together, nothing behind it is asked. */
const NOTHING_BEHIND = {
  settings: { searchesPerSecond: 1 },
  directories: [],
  authenticator: {},
  metrics: new PrometheusMetrics(),
};

/** Every call there is, read from the router itself: a new one is tested without being named anywhere. */
export const API_ROUTES: readonly RouteName[] = listRoutes(createApiRouter(NOTHING_BEHIND as unknown as HttpDeps));

/** Where a browser comes back from a sign-in at another place, which is another site. */
export const RETURN_PATH = '/api/login/oidc/callback';

/** Calls of people who are not signed in, or sign out. */
const OPEN_PATHS = new Set(['/api/login', '/api/login/method', '/api/login/oidc', RETURN_PATH, '/api/logout/oidc']);

/** Calls that need a session. */
export const SIGNED_IN_ROUTES = API_ROUTES.filter(({ path }) => !OPEN_PATHS.has(path));

/** Calls that need the session's token: all that change something, but signing in. */
export const UNSAFE_ROUTES = API_ROUTES.filter(({ method, path }) => method !== 'GET' && path !== '/api/login');

function listRoutes(router: Router): RouteName[] {
  return router.stack.flatMap(({ route }) => {
    if (route === undefined) return [];
    const methods = new Set(route.stack.map(({ method }) => method));
    return [{ method: methods.has('post') ? 'POST' : 'GET', path: `/api${route.path}` } as const];
  });
}
