import { createHash, timingSafeEqual } from 'node:crypto';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { CallerRules } from '../ports/caller-rules.ts';
import type { PrometheusMetrics } from './create-metrics.ts';
import type { Health } from './health.ts';

/** What the routes show, and to whom. */
export interface OpsParts {
  readonly health: Health;
  readonly metrics: PrometheusMetrics;
  /** When set, readiness and metrics want it as a bearer token. */
  readonly token?: string;
  /** Metrics without a token are only for those who call the server by its name. Not needed at an address of their own. */
  readonly rules?: CallerRules;
}

/** By no other spelling: a proxy in front that keeps `/metrics` from strangers must not be passed by `/Metrics` or `/metrics/`. */
const EXACTLY = { caseSensitive: true, strict: true };

/** `/healthz`: the process answers. Nothing else is asked, so that a broken neighbour never restarts this one. */
export function createLivenessRouter(): Router {
  const router = Router(EXACTLY);
  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  return router;
}

/** `/readyz` with reasons, and `/metrics` for Prometheus. */
export function createOpsRouter({ health, metrics, token, rules }: OpsParts): Router {
  const router = Router(EXACTLY);
  const guards = token === undefined ? [] : [requireToken(token)];
  router.get('/readyz', ...guards, (_req, res) => {
    const { isReady, reasons } = health.readiness;
    res
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: isReady ? 'ready' : 'not ready', reasons });
  });
  router.get('/metrics', ...guards, async (req, res) => {
    if (token === undefined && rules?.isKnownHost(req.headers.host) === false) {
      res
        .status(421)
        .type('text')
        .send(
          'expected a Host that is known (server.allowedHosts), a token (ops.token) or an address of its own (ops.address)\n',
        );
      return;
    }
    const { contentType, text } = await metrics.render();
    res.set({ 'Cache-Control': 'no-store', 'Content-Type': contentType }).send(text);
  });
  return router;
}

function requireToken(token: string): RequestHandler {
  const expected = digest(token);
  return (req: Request, res: Response, next) => {
    // The scheme's name is told in any case (RFC 9110, section 11.1).
    const [, shown = ''] = /^bearer +(.*)$/i.exec(req.headers.authorization ?? '') ?? [];
    if (timingSafeEqual(digest(shown), expected)) next();
    else res.status(401).set('WWW-Authenticate', 'Bearer').type('text').send('expected the token of ops.token\n');
  };
}

/** Of equal length whatever the text, as a comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
