import express, { Router, type Express, type RequestHandler } from 'express';
import { requireKnownHost } from './caller-guards.ts';
import { createApiRouter } from './create-api-router.ts';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError } from './problem.ts';
import { problemHandler } from './problem-handler.ts';
import { requestLog } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';
import { createStaticSite } from './static-site.ts';

/** The whole HTTP side: probes, API and web attendant, below the base path. */
export function createHttpApp(deps: HttpDeps): Express {
  const { basePath, publicUrl, trustedProxies } = deps.settings;
  const app = express();
  app.disable('x-powered-by');
  // Answers of the API are never stored, so a tag over each would be work for nothing.
  app.disable('etag');
  app.set('trust proxy', trustedProxies.length > 0 ? [...trustedProxies] : false);
  app.use(requestLog(deps), securityHeaders(publicUrl));
  for (const path of new Set(['/', basePath])) app.use(path, ...deps.opsRouters);
  app.use(requireKnownHost(deps.rules));
  app.use(basePath, createSiteRouter(deps));
  app.use(() => {
    throw new ProblemError('NOT_FOUND');
  });
  app.use(problemHandler(deps.log));
  return app;
}

function createSiteRouter(deps: HttpDeps): Router {
  const { settings, webRoot } = deps;
  const router = Router({ caseSensitive: true });
  router.use(withSlash(settings.basePath));
  router.use('/api', createApiRouter(deps));
  if (webRoot !== undefined) router.use(createStaticSite({ ...settings, webRoot }));
  return router;
}

/** The page's relative addresses only work below the base path with its slash at the end. */
function withSlash(basePath: string): RequestHandler {
  return (req, res, next) => {
    const [path = '', query] = req.originalUrl.split('?');
    if (`${path}/` === basePath) res.redirect(308, query === undefined ? basePath : `${basePath}?${query}`);
    else next();
  };
}
