import { planStreamTarget } from './stream-target.ts';
import type { XmppOptions } from './xmpp-options.ts';

const HOST = 'chat.example.org';

describe('planStreamTarget', () => {
  it.each<[string, XmppOptions['tls'], string]>([
    [`xmpp://${HOST}`, 'auto', `tcp starttls ${HOST} 5222`],
    [`xmpp://${HOST}:5299`, 'required', `tcp starttls ${HOST} 5299`],
    [`xmpps://${HOST}`, 'auto', `tcp direct ${HOST} 5223`],
    [`xmpps://${HOST}`, 'off', `tcp direct ${HOST} 5223`],
    [`wss://${HOST}/xmpp-websocket`, 'auto', `websocket direct ${HOST} 443`],
    ['xmpp://127.0.0.1:15222', 'auto', 'tcp starttls-if-offered 127.0.0.1 15222'],
    ['xmpp://localhost', 'required', 'tcp starttls localhost 5222'],
    ['xmpp://localhost', 'off', 'tcp none localhost 5222'],
    ['xmpp://[::1]:15222', 'auto', 'tcp starttls-if-offered ::1 15222'],
    ['ws://127.0.0.1:5280/ws', 'auto', 'websocket none 127.0.0.1 5280'],
  ])('goes to %s with tls %s as %s', (service, tls, expected) => {
    const target = planStreamTarget({ service, tls });
    if (typeof target === 'string') throw new Error(target);
    expect(`${target.transport} ${target.protection} ${target.host} ${String(target.port)}`).toBe(expected);
  });

  it.each<[string, XmppOptions['tls']]>([
    [`xmpp://${HOST}`, 'off'],
    [`ws://${HOST}/ws`, 'auto'],
    [`ws://${HOST}/ws`, 'off'],
    ['ws://127.0.0.1/ws', 'required'],
    ['xmpp://127.0.0.1.example.org', 'off'],
  ])('says that %s with tls %s must not be used', (service, tls) => {
    expect(planStreamTarget({ service, tls })).toMatch(/^TLS is required to reach /);
  });

  it('says so when the service is not a URL', () => {
    expect(planStreamTarget({ service: 'xmpp://[', tls: 'auto' })).toContain('is not a URL');
  });
});
