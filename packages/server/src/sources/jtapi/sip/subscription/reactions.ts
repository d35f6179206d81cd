import type { PresenceReason } from '@lampfield/protocol';

/**
 * What to do when a subscription was refused or ended:
 *
 * - `anew`: make another, at once; again and again it would be with growing pauses.
 * - `later`: ask again when the far end says, else with growing pauses. What there is of a subscription goes on until it expires.
 * - `seldom`: it is of no use to ask again soon. RFC 6665, section 4.1.3, would not have it asked at all, but nobody tells us that a line has
 *   been created or allowed in the meantime, and somebody has it on his screen.
 * - `longer`: ask again for a longer time.
 * - `settled`: what was told stays true; there is nothing more to be told.
 */
export type Reaction =
  { readonly kind: 'anew' | 'longer' | 'settled' } | { readonly kind: 'later' | 'seldom'; readonly reason: PresenceReason };

/** It is not known what is wrong, and may pass. */
export const LATER: Reaction = { kind: 'later', reason: 'PENDING' };
const NOT_FOUND: Reaction = { kind: 'seldom', reason: 'NOT_FOUND' };
const DENIED: Reaction = { kind: 'seldom', reason: 'DENIED' };
const NOT_CONTROLLED: Reaction = { kind: 'seldom', reason: 'NOT_CONTROLLED' };

/** By status; 401 and 407 are answered before it comes to this. What is not listed is the far end's trouble, and may pass. */
const BY_STATUS: Readonly<Record<number, Reaction>> = {
  403: DENIED,
  404: NOT_FOUND,
  405: NOT_CONTROLLED,
  406: NOT_CONTROLLED,
  410: NOT_FOUND,
  415: NOT_CONTROLLED,
  416: NOT_FOUND,
  420: NOT_CONTROLLED,
  421: NOT_CONTROLLED,
  423: { kind: 'longer' },
  // The dialog is gone, most likely with the memory of a server that was started again.
  481: { kind: 'anew' },
  484: NOT_FOUND,
  485: NOT_FOUND,
  489: NOT_CONTROLLED,
  501: NOT_CONTROLLED,
  // It has no room for us, or for nobody at the moment.
  503: { kind: 'later', reason: 'SOURCE_FULL' },
  505: NOT_CONTROLLED,
  603: DENIED,
  604: NOT_FOUND,
  606: NOT_CONTROLLED,
};

/** By the reason that a NOTIFY gives (RFC 6665, section 4.1.3). */
const BY_REASON: Readonly<Record<string, Reaction>> = {
  deactivated: { kind: 'anew' },
  timeout: { kind: 'anew' },
  probation: LATER,
  giveup: LATER,
  rejected: DENIED,
  noresource: NOT_FOUND,
  invariant: { kind: 'settled' },
};

/** What a final response to SUBSCRIBE other than 2xx asks for. A redirection is not followed: the proxy is who is configured. */
export function reactToStatus(status: number): Reaction {
  if (status < 400) return NOT_CONTROLLED;
  return BY_STATUS[status] ?? LATER;
}

/** What the end of a subscription asks for. @param reason undefined, or one of an extension, when it says nothing of use */
export function reactToTermination(reason: string | undefined): Reaction {
  return (Object.hasOwn(BY_REASON, reason ?? '') ? BY_REASON[reason ?? ''] : undefined) ?? LATER;
}
