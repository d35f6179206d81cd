/** A well-formed NOTIFY, as the lines of its head. */
const NOTIFY_LINES: readonly string[] = [
  'NOTIFY sip:lampfield@192.0.2.7:5070 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK77ef',
  'Max-Forwards: 70',
  'From: <sip:2001@pbx.test>;tag=notifier',
  'To: <sip:lampfield@pbx.test>;tag=subscriber',
  'Call-ID: 8d4f@192.0.2.7',
  'CSeq: 3 NOTIFY',
  'Contact: <sip:192.0.2.1:5060>',
  'Event: dialog',
  'Subscription-State: active;expires=600',
  'Content-Length: 0',
];

/**
 * The NOTIFY with other lines instead of those that begin as given; undefined leaves a line out.
 *
 * @param body its Content-Length is right unless that line is changed as well
 */
export function notifyWith(changes: Readonly<Record<string, string | undefined>>, body = ''): Buffer {
  const bodyBytes = Buffer.from(body);
  const right = { 'Content-Length': `Content-Length: ${String(bodyBytes.length)}` };
  const all: Readonly<Record<string, string | undefined>> = { ...right, ...changes };
  const lines = NOTIFY_LINES.flatMap((line) => {
    const key = Object.keys(all).find((start) => line.startsWith(start));
    const changed = key === undefined ? line : all[key];
    return changed === undefined ? [] : [changed];
  });
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bodyBytes]);
}
