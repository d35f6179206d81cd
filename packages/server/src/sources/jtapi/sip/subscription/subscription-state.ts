import { readDeltaSeconds } from '../message/delta-seconds.ts';
import { readParameterizedValue } from '../message/header-parameters.ts';

/** What a NOTIFY says of the subscription it belongs to (RFC 6665, section 8.2.3). */
export interface SubscriptionState {
  /** `pending`: it exists, but nobody has decided yet whether we may know. What is not known counts as that. */
  readonly state: 'active' | 'pending' | 'terminated';
  /** What is left of it; seconds. */
  readonly expiresSeconds?: number;
  /** Why it is terminated, in lower case. */
  readonly reason?: string;
  /** When another may be tried; seconds. */
  readonly retryAfterSeconds?: number;
}

/** Reads a Subscription-State header; undefined when it is missing or malformed. */
export function readSubscriptionState(text: string | undefined): SubscriptionState | undefined {
  const read = readParameterizedValue(text ?? '');
  if (read === undefined || !/^[\w.!%*+`'~-]+$/.test(read.value)) return undefined;
  const { value, parameters } = read;
  const word = value.toLowerCase();
  const expiresSeconds = readDeltaSeconds(parameters.get('expires'));
  const retryAfterSeconds = readDeltaSeconds(parameters.get('retry-after'));
  const reason = parameters.get('reason')?.toLowerCase();
  return {
    state: word === 'active' || word === 'terminated' ? word : 'pending',
    ...(expiresSeconds !== undefined && { expiresSeconds }),
    ...(reason !== undefined && { reason }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
