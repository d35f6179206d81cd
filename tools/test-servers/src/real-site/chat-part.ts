import { startProsody } from '../prosody.ts';
import { SITE_CHAT_DOMAIN, SITE_PEOPLE } from './site-people.ts';
import { XmppPart, type Doing } from './xmpp-part.ts';

const ACCOUNT = 'lampfield';

/** What people show, each the next one after a crash. */
const SHOWN: readonly [Doing, ...Doing[]] = [
  { presence: {}, state: 'AVAILABLE' },
  { presence: { show: 'away' }, state: 'AWAY' },
  { presence: { show: 'dnd' }, state: 'DND' },
];

/** A prosody where everybody is logged in. */
export async function startChatPart(): Promise<XmppPart> {
  const accounts = [ACCOUNT, ...SITE_PEOPLE.map(({ username }) => username)].map((username) => ({ username }));
  const server = await startProsody({ domain: SITE_CHAT_DOMAIN, accounts });
  const account = `domain: ${SITE_CHAT_DOMAIN}, username: ${ACCOUNT}, password: ${ACCOUNT}`;
  return XmppPart.start({
    type: 'CUPS',
    server,
    yaml: `  CUPS: { type: xmpp, service: "${server.service}", ${account}, pingSeconds: 1, pingTimeoutSeconds: 2 }\n`,
    doingOf: ({ index }, start) => SHOWN[(index + start) % SHOWN.length] ?? SHOWN[0],
  });
}
