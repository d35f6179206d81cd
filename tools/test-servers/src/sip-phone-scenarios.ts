import { SIP_TEST_DOMAIN } from './kamailio-config.ts';

/**
 * Scenarios for sipp. An INFO with the call's Call-ID, sent by the test, is what a person would do at the phone: answer, or hang up. It gets no answer: to
 * whom it would go is the proxy, who knows nothing of it.
 */

const TOP = '<?xml version="1.0" encoding="UTF-8"?>';

/** The Request-URI and the headers after it, in the order that the callee's regular expression counts on: To comes last. */
function request(line: string, cseq: string, more: readonly string[] = []): string {
  const via = 'Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]';
  return [line, via, 'Max-Forwards: 70', ...more, 'Call-ID: [call_id]', `CSeq: ${cseq}`].join('\n');
}

const sent = (text: string, attributes = ''): string => `<send ${attributes}><![CDATA[\n${text}\n\n]]></send>`;

const OK_TO_LAST = sent(
  ['SIP/2.0 200 OK', '[last_Via:]', '[last_From:]', '[last_To:]', '[last_Call-ID:]', '[last_CSeq:]', 'Content-Length: 0'].join(
    '\n',
  ),
);

/** Tells the registrar where a phone is. */
export function registerScenario(number: string, phonePort: number): string {
  const aor = `sip:${number}@${SIP_TEST_DOMAIN}`;
  const text = [
    request(`REGISTER sip:${SIP_TEST_DOMAIN} SIP/2.0`, '1 REGISTER', [`From: <${aor}>;tag=[call_number]`, `To: <${aor}>`]),
    `Contact: <sip:${number}@127.0.0.1:${String(phonePort)}>`,
    'Expires: 3600',
    'Content-Length: 0',
  ].join('\n');
  return `${TOP}<scenario>${sent(text, 'retrans="500"')}<recv response="200"/></scenario>`;
}

/**
 * Before a phone rings; milliseconds. No phone is as quick as sipp: before kamailio's `pua` has the answer to its PUBLISH of a call's first state, it
 * takes the second for one of another call, and the first stays as it is until it expires.
 */
const RINGS_AFTER_MS = 150;

/** When a phone that rings is answered: when the test says so, or by itself. */
export type AnsweringHabit = 'when told' | 'by itself';

/** A phone that rings when it is called, until the test answers it or the caller gives up. */
export function calleeScenario(number: string, answers: AnsweringHabit = 'when told'): string {
  const contact = `Contact: <sip:${number}@[local_ip]:[local_port]>`;
  // What identifies the INVITE is kept: by the time of the answer the last message is another one.
  const answer = (status: string): string =>
    [`SIP/2.0 ${status}`, '[$head];tag=[pid]-[call_number]', contact, 'Content-Length: 0'].join('\n');
  const keepHead =
    '<action><ereg regexp="Record-Route:.*To: &lt;[^&gt;]*&gt;" search_in="msg" check_it="true" assign_to="head"/></action>';
  return [
    `${TOP}<scenario>`,
    `<recv request="INVITE">${keepHead}</recv>`,
    `<recv request="CANCEL" timeout="${String(RINGS_AFTER_MS)}" ontimeout="3" next="4"/>`,
    '<label id="3"/>',
    sent(answer('180 Ringing')),
    ...(answers === 'when told'
      ? ['<recv request="INFO" optional="true" next="1"/>', '<recv request="CANCEL"/>']
      : [`<recv request="CANCEL" timeout="${String(RINGS_AFTER_MS)}" ontimeout="1" next="4"/>`]),
    '<label id="4"/>',
    OK_TO_LAST,
    sent(answer('487 Request Terminated'), 'retrans="500"'),
    '<recv request="ACK" next="2"/>',
    '<label id="1"/>',
    sent(answer('200 OK'), 'retrans="500"'),
    '<recv request="ACK"/>',
    '<recv request="BYE"/>',
    OK_TO_LAST,
    '<label id="2"/>',
    '</scenario>',
  ].join('\n');
}

/** A call that is made, and ended when the test says so, answered or not. */
export function callerScenario(from: string, to: string): string {
  const called = `sip:${to}@${SIP_TEST_DOMAIN}`;
  const fromLine = `From: "Phone ${from}" <sip:${from}@${SIP_TEST_DOMAIN}>;tag=[pid]-[call_number]`;
  const end = `To: <${called}>`;
  const within = (method: string, cseq: number): string =>
    [
      request(`${method} [next_url] SIP/2.0`, `${String(cseq)} ${method}`, ['[routes]', fromLine, `${end}[peer_tag_param]`]),
      'Content-Length: 0',
    ].join('\n');
  // As many messages back as the INVITE is away: whoever cancels it has to name the same branch.
  const sameBranch = (text: string, back: number): string => text.replace('[branch]', `[branch-${String(back)}]`);
  const unanswered = (method: string, back: number, to = end): string =>
    sameBranch([request(`${method} ${called} SIP/2.0`, `1 ${method}`, [fromLine]), to, 'Content-Length: 0'].join('\n'), back);
  const contact = `Contact: <sip:${from}@[local_ip]:[local_port]>`;
  return [
    `${TOP}<scenario>`,
    sent(
      [request(`INVITE ${called} SIP/2.0`, '1 INVITE', [fromLine]), end, contact, 'Content-Length: 0'].join('\n'),
      'retrans="500"',
    ),
    '<recv response="100" optional="true"/>',
    '<recv response="180" optional="true"/>',
    '<recv response="200" optional="true" rrs="true" next="1"/>',
    '<recv request="INFO"/>',
    sent(unanswered('CANCEL', 5), 'retrans="500"'),
    '<recv response="200"/>',
    '<recv response="487"/>',
    sent(unanswered('ACK', 8, '[last_To:]'), 'next="2"'),
    '<label id="1"/>',
    sent(within('ACK', 1)),
    '<recv request="INFO"/>',
    sent(within('BYE', 2), 'retrans="500"'),
    '<recv response="200"/>',
    '<label id="2"/>',
    '</scenario>',
  ].join('\n');
}

/** Publishes a presence document (RFC 3903), as a phone or a soft client does. */
export function publishScenario(user: string, pidf: string): string {
  const aor = `sip:${user}@${SIP_TEST_DOMAIN}`;
  const text = [
    request(`PUBLISH ${aor} SIP/2.0`, '1 PUBLISH', [`From: <${aor}>;tag=[pid]-[call_number]`, `To: <${aor}>`]),
    'Event: presence',
    'Expires: 3600',
    'Content-Type: application/pidf+xml',
    'Content-Length: [len]',
    '',
    pidf,
  ].join('\n');
  return `${TOP}<scenario><send retrans="500"><![CDATA[\n${text}\n]]></send><recv response="200"/></scenario>`;
}
