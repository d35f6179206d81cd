import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Security headers of every answer: nothing that is not a page may load or run anything. */
export function securityHeaders(publicUrl: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // Browsers ignore it on http; on https it must not be promised for a name that other services may share.
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}

/**
 * The policy of the page: scripts only from files of this server; styles from files and, for those that Angular adds while it runs,
 * with the nonce of this very answer (see {@link setPageNonce}). Style attributes are allowed, as components position overlays with them.
 */
export function pagePolicy(publicUrl: string): RequestHandler {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'self'"],
      // Not every browser counts a WebSocket to the page's own origin as 'self'.
      connectSrc: ["'self'", publicUrl.replace(/^http/, 'ws')],
      fontSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", (_req, res) => `'nonce-${getPageNonce(res as Response)}'`],
      styleSrcAttr: ["'unsafe-inline'"],
    },
  });
}

/** Keeps the nonce that the page and its policy share. */
export function setPageNonce(res: Response, nonce: string): void {
  res.locals['pageNonce'] = nonce;
}

/** The nonce of this answer. */
export function getPageNonce(res: Response): string {
  const nonce: unknown = res.locals['pageNonce'];
  if (typeof nonce !== 'string') throw new Error('the page has no nonce yet');
  return nonce;
}
