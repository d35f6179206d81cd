import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import express, { Router, type Request, type RequestHandler } from 'express';
import { ProblemError } from './problem.ts';
import { getPageNonce, pagePolicy, setPageNonce } from './security-headers.ts';

/** File names that the build gave a hash of their content: such a file never changes. */
const HASHED_NAME = /-[A-Z0-9]{8}\.[a-z0-9]+$/;

/** Where the files are, and how the site is called from outside. */
export interface StaticSite {
  readonly webRoot: string;
  readonly basePath: string;
  readonly publicUrl: string;
}

/**
 * Serves the web attendant: its files, and its page for every other address that somebody opens in a browser, because the page itself
 * knows its routes. Mounted at the base path.
 */
export function createStaticSite({ webRoot, basePath, publicUrl }: StaticSite): Router {
  const router = Router();
  const page = [assignNonce, pagePolicy(publicUrl), servePage(webRoot, basePath)];
  router.get('/', ...page);
  router.get('/index.html', ...page);
  router.use(
    express.static(webRoot, {
      index: false,
      redirect: false,
      setHeaders: (res, path) => {
        res.setHeader('Cache-Control', HASHED_NAME.test(basename(path)) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get('/*splat', onlyForBrowsing, ...page);
  return router;
}

const assignNonce: RequestHandler = (_req, res, next) => {
  setPageNonce(res, randomBytes(16).toString('base64'));
  next();
};

/** A script or picture that is missing must not be answered with a page. */
const onlyForBrowsing: RequestHandler = (req: Request, _res, next) => {
  next(req.headers.accept?.includes('text/html') === true ? undefined : 'route');
};

function servePage(webRoot: string, basePath: string): RequestHandler {
  return async (_req, res) => {
    const html = await readFile(join(webRoot, 'index.html'), 'utf8').catch(() => undefined);
    if (html === undefined) throw new ProblemError('NOT_FOUND', { detail: 'the web attendant has not been built' });
    res
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(adaptPage(html, basePath, getPageNonce(res)));
  };
}

/** Tells the page where it lives, and gives Angular the nonce for the styles it will add (`ngCspNonce` at the root element). */
function adaptPage(html: string, basePath: string, nonce: string): string {
  return html
    .replace(/<base href="[^"]*"/, `<base href="${basePath}"`)
    .replace(/(<body[^>]*>[\s\S]*?<[a-z][a-z0-9]*-[a-z0-9-]+)/, `$1 ngCspNonce="${nonce}"`)
    .replace(/<style(?=[\s>])/g, `<style nonce="${nonce}"`);
}
