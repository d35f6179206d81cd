import { fieldOf, readJson } from '../documents/json-fields.ts';

/** What a fake was asked. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What a fake answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly document?: unknown;
  /** Sent as it is, instead of a document. */
  readonly text?: string;
}

/** An error in Graph's form: "Microsoft Graph error responses and resource types", learn.microsoft.com/graph/errors. */
export function graphError(status: number, code: string, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  const innerError = { date: '2026-11-30T10:00:00', 'request-id': 'b4f3b2c1-0000-0000-0000-000000000000' };
  return { status, headers, document: { error: { code, message: `Words about somebody@example.org: ${code}.`, innerError } } };
}

/** A field of a request's document. */
export function askedFor({ body }: FakeRequest, name: string): unknown {
  return fieldOf(readJson(body), name);
}
