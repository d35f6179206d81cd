import { describeError } from '../../../describe-error.ts';
import type { EndKind } from '../../../reconnect-delay.ts';

/** What a connection's end means: certificates and protocols do not get better by trying often, networks do. */
export function endKindOf(error: unknown): EndKind {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code !== 'string') return 'lost';
  return code === 'EPROTO' || /^(ERR_TLS|ERR_SSL|[^E])/.test(code) ? 'refused' : 'lost';
}

/** A connection's end in words. */
export function describeEnd(error: unknown): string {
  return error === undefined ? 'the connection was closed' : describeError(error);
}
