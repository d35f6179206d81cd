/** Every `code` of a problem+json answer (RFC 9457), with the HTTP status it travels with. Codes are stable; texts are not. */
export const PROBLEM_STATUS = {
  BAD_REQUEST: 400,
  INVALID_JSON: 400,
  INVALID_CREDENTIALS: 401,
  NOT_SIGNED_IN: 401,
  CSRF: 403,
  NOT_ALLOWED: 403,
  FOREIGN_ORIGIN: 403,
  NOT_FOUND: 404,
  UNKNOWN_DIRECTORY: 404,
  NOT_SUBSCRIBED: 404,
  METHOD_NOT_ALLOWED: 405,
  TOO_MANY_ITEMS: 413,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNKNOWN_HOST: 421,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  DIRECTORY_UNAVAILABLE: 503,
  AUTH_UNAVAILABLE: 503,
  NO_SOURCE: 503,
  REPLICA_NOT_READY: 503,
  CALENDAR_UNAVAILABLE: 503,
} as const;

/** The stable name of an error. */
export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** Body of every error answer, `application/problem+json`. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** What was expected, for a person. */
  readonly detail?: string;
  /** Where in the request the mistake is, for example `items[3].id`. */
  readonly path?: string;
  /** How long to wait before another try; seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * Why one id of a keep-alive was not renewed. DIRECTORY_UNAVAILABLE: whether the caller may see it cannot be checked now; the only one that is
 * worth another try.
 */
export const REJECTION_CODES = ['INVALID_ID', 'UNKNOWN_TYPE', 'NOT_ALLOWED', 'LIMIT', 'DIRECTORY_UNAVAILABLE'] as const;

/** One of {@link REJECTION_CODES}. */
export type RejectionCode = (typeof REJECTION_CODES)[number];
