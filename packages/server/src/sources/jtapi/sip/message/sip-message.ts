import type { NameAddress } from './name-address.ts';
import type { SipHeaders } from './sip-headers.ts';
import type { Via } from './via.ts';

/** Which request of its dialog a message is, or answers. */
export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** What every message has to have (RFC 3261, section 8.1.1), read. */
export interface SipEssentials {
  /** The topmost. */
  readonly via: Via;
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly callId: string;
  readonly cseq: CSeq;
}

/** A request that arrived. */
export interface SipRequest extends SipEssentials {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: SipHeaders;
  readonly body: Buffer;
}

/** A response that arrived. */
export interface SipResponse extends SipEssentials {
  readonly kind: 'response';
  /** 100 to 699. */
  readonly status: number;
  readonly reasonPhrase: string;
  readonly headers: SipHeaders;
  readonly body: Buffer;
}

/** Either. */
export type SipMessage = SipRequest | SipResponse;

/** Why bytes are no message, in words for a log. */
export interface Malformed {
  readonly malformed: string;
}
