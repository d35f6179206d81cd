import { readNameAddress } from './name-address.ts';
import { readHead, type MessageHead } from './read-head.ts';
import type { CSeq, Malformed, SipEssentials, SipMessage } from './sip-message.ts';
import { readVia } from './via.ts';

/** Most bytes of a head, and of a whole message: a datagram cannot be longer, and nothing that is for us needs to be. */
export const MOST_HEAD_BYTES = 65_535;
/** Most bytes of a body: the state of a line with very many calls is some ten kilobytes. */
export const MOST_BODY_BYTES = 524_288;

const END_OF_HEAD = '\r\n\r\n';
const MOST_CSEQ = 2 ** 31 - 1;

/**
 * Reads one datagram. What follows the announced body is passed over (RFC 3261, section 18.3); bytes that are missing make it
 * malformed. Never throws, whatever the bytes are.
 */
export function readDatagram(bytes: Buffer): SipMessage | Malformed {
  const headBytes = bytes.indexOf(END_OF_HEAD);
  if (headBytes < 0 || headBytes > MOST_HEAD_BYTES) return { malformed: 'the head does not end' };
  const head = readHead(bytes.toString('utf8', 0, headBytes));
  if ('malformed' in head) return head;
  const body = bytes.subarray(headBytes + END_OF_HEAD.length);
  const { contentLength = body.length } = head;
  if (contentLength > body.length) return { malformed: 'the body is shorter than announced' };
  return composeMessage(head, body.subarray(0, contentLength));
}

/** Makes a message of its two parts, with what every message must have. */
export function composeMessage(head: MessageHead, body: Buffer): SipMessage | Malformed {
  const essentials = readEssentials(head);
  if ('malformed' in essentials) return essentials;
  const { start, headers } = head;
  if (start.kind === 'request' && start.method !== essentials.cseq.method)
    return { malformed: 'the method is not that of the CSeq' };
  return { ...start, ...essentials, headers, body };
}

function readEssentials({ headers }: MessageHead): SipEssentials | Malformed {
  const missing = ['from', 'to', 'call-id', 'cseq'].find((name) => headers.lines(name).length !== 1);
  if (missing !== undefined) return { malformed: `there is not exactly one ${missing}` };
  const get = (name: string): string => headers.find(name) ?? '';
  const from = readNameAddress(get('from'));
  const to = readNameAddress(get('to'));
  if (from === undefined || to === undefined) return { malformed: 'From or To cannot be read' };
  const via = readVia(headers.list('via')[0] ?? '');
  const cseq = readCSeq(get('cseq'));
  if (via === undefined || cseq === undefined) return { malformed: 'the topmost Via or the CSeq cannot be read' };
  return { via, from, to, cseq, callId: get('call-id') };
}

function readCSeq(text: string): CSeq | undefined {
  const [, digits, method] = /^(\d{1,20})\s+(\S+)$/.exec(text) ?? [];
  const number = Number(digits);
  return method === undefined || number > MOST_CSEQ ? undefined : { number, method };
}
