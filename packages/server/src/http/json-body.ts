import { MAX_BULK_ITEMS, type Decoder } from '@lampfield/protocol';
import express, { type Request, type RequestHandler } from 'express';
import { decodeProblem, ProblemError } from './problem.ts';

/** Largest body, also after it was decompressed; bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Largest body of a call that anybody may make; bytes. */
const MAX_STRANGERS_BODY_BYTES = 16 * 1024;

const requireJson: RequestHandler = (req, _res, next) => {
  const isJson = !hasBody(req) || typeof req.is('application/json') === 'string';
  next(isJson ? undefined : new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: 'expected Content-Type application/json' }));
};

/** A connection that is kept holds on to its last request until the next one: a body of megabytes must not wait for that. */
const releaseBody: RequestHandler = (req: Request, res, next) => {
  res.once('close', () => {
    req.body = undefined;
  });
  next();
};

/**
 * Reads a body of JSON. Anything else is refused, which also keeps forms of foreign pages out: a browser sends those without asking,
 * but never as JSON.
 */
export const readJsonBody = createReader(MAX_BODY_BYTES);

/** The same for callers who have not shown who they are: none of them needs much room. */
export const readStrangersJsonBody = createReader(MAX_STRANGERS_BODY_BYTES);

function createReader(limit: number): readonly RequestHandler[] {
  // Not strict: a bare text or number is JSON as well, and the decoder says better what was expected.
  return [requireJson, express.json({ limit, strict: false, type: 'application/json' }), releaseBody];
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

/** The body as its decoder reads it. Throws the problem that says where it is wrong. */
export function getBody<T>(req: Request, decoder: Decoder<T>): T {
  const decoded = decoder(req.body);
  if (!decoded.ok) throw decodeProblem(decoded);
  return decoded.value;
}

/** Refuses a list in the body that is too long, before anything in it is looked at. */
export function refuseTooMany(body: unknown, field: string): void {
  const list: unknown = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  if (!Array.isArray(list) || list.length <= MAX_BULK_ITEMS) return;
  throw new ProblemError('TOO_MANY_ITEMS', { path: field, detail: `expected at most ${String(MAX_BULK_ITEMS)}` });
}
