import type { RequestHandler, Router } from 'express';
import { ProblemError } from './problem.ts';

/** What one path of the API does for the one method it knows. */
export interface ApiRoute {
  readonly method: 'get' | 'post';
  /** In Express's notation, below `/api`. */
  readonly path: string;
  readonly handlers: readonly RequestHandler[];
}

/** Adds a path. Other methods are refused, with the one that is allowed. */
export function addRoute(router: Router, { method, path, handlers }: ApiRoute): void {
  const route = router.route(path);
  route.all((_req, res, next) => {
    res.locals['route'] = `/api${path}`;
    next();
  });
  route[method](...handlers);
  route.all((req, res) => {
    res.set('Allow', method === 'get' ? 'GET, HEAD' : 'POST');
    throw new ProblemError('METHOD_NOT_ALLOWED', { detail: `expected ${method.toUpperCase()}, not ${req.method}` });
  });
}
