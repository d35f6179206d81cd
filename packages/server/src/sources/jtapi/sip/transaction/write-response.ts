import type { SipRequest } from '../message/sip-message.ts';
import { writeHost } from '../message/sip-uri.ts';
import { writeMessage, type HeaderLine } from '../message/write-message.ts';
import type { Origin } from '../transport/sip-transport.ts';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly reasonPhrase: string;
  readonly headers?: readonly HeaderLine[];
}

/**
 * Writes the response to a request (RFC 3261, section 8.2.6), with what its sender cannot know in the topmost Via: where we saw it come
 * from (section 18.2.1; RFC 3581).
 *
 * @param tag ours, for a request that names no dialog
 */
export function writeResponse(request: SipRequest, answer: Answer, { origin, tag }: { origin: Origin; tag: string }): Buffer {
  const { headers, to } = request;
  const [top = '', ...vias] = headers.list('via');
  const toValue = headers.find('to') ?? '';
  const lines: HeaderLine[] = [
    ['from', headers.find('from') ?? ''],
    ['to', to.parameters.has('tag') ? toValue : `${toValue};tag=${tag}`],
    ['call-id', request.callId],
    ['cseq', headers.find('cseq') ?? ''],
    ...(answer.headers ?? []),
  ];
  const startLine = `SIP/2.0 ${String(answer.status)} ${answer.reasonPhrase}`;
  return writeMessage({ startLine, headers: lines }, [withOrigin(top, request, origin), ...vias]);
}

/** Where the response goes on the sender's host; 5060 is the default of the protocol. */
export function replyPortOf({ via }: SipRequest, origin: Origin): number {
  return via.parameters.has('rport') ? origin.port : (via.port ?? 5060);
}

function withOrigin(text: string, { via }: SipRequest, { address, port }: Origin): string {
  const wantsPort = via.parameters.has('rport');
  if (!wantsPort && via.host.toLowerCase() === address.toLowerCase()) return text;
  return `${text.replace(/;\s*rport\s*(?=;|$)/i, `;rport=${String(port)}`)};received=${writeHost(address)}`;
}
