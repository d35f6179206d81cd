import { startEjabberd } from '../ejabberd.ts';
import { SITE_PEOPLE, SITE_SESSION_DOMAIN } from './site-people.ts';
import { XmppPart } from './xmpp-part.ts';

/** An ejabberd where every second one is logged in, and after a crash the others. */
export async function startSessionPart(): Promise<XmppPart> {
  const accounts = SITE_PEOPLE.map(({ username }) => ({ username }));
  const server = await startEjabberd({ domain: SITE_SESSION_DOMAIN, accounts });
  const { nodeName, cookieFile, epmdPort } = server;
  return XmppPart.start({
    type: 'XMPP',
    server,
    yaml: `  XMPP: { type: ejabberd, node: "${nodeName}", cookieFile: ${cookieFile}, epmdPort: ${String(epmdPort)} }\n`,
    doingOf: ({ index }, start) => ((index + start) % 2 === 0 ? { presence: {}, state: 'AVAILABLE' } : { state: 'OFFLINE' }),
  });
}
