/**
 * Why a call of a web service failed as a whole. `lost`: nobody there, no answer in time, or the service's own trouble (5xx, nonsense).
 * `refused`: it is about us (credentials, rights, an untrusted certificate, a wrong address) and will not get better by trying often. `throttled`: we
 * ask too much.
 */
export type FailureKind = 'lost' | 'refused' | 'throttled';

/** A call of a web service failed as a whole; what it says of single ids is in its answer instead. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';
  readonly kind: FailureKind;
  /** The service says when to come again; milliseconds from now. */
  readonly retryAfterMs: number | undefined;

  /** @param message in words for an operator, without secrets and without what people wrote */
  constructor(
    kind: FailureKind,
    message: string,
    more: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs;
  }
}
