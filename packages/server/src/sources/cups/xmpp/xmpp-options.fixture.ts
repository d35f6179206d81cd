import type { XmppOptions } from './xmpp-options.ts';

/** Options as the configuration completes them, for an account of a scripted chat server. */
export const OPTIONS: XmppOptions = {
  ...{
    service: 'xmpp://127.0.0.1',
    domain: 'chat.test',
    username: 'lampfield',
    password: 'secret',
    resource: 'lampfield',
    tls: 'auto',
  },
  ...{ rosterGroup: 'lampfield', answerSeconds: 10, maxSubscriptions: 100, rosterChangesPerSecond: 1000 },
  ...{ pingSeconds: 30, pingTimeoutSeconds: 10 },
};
