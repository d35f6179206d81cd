import type { SourceConnector } from '../../../ports/connector.ts';
import { XMPP_OPTIONS } from './xmpp-options.ts';
import { XmppSource } from './xmpp-source.ts';

/** `{type: xmpp}`: presence of chat users from any XMPP server, Cisco IM and Presence included. */
export const xmppSource: SourceConnector<typeof XMPP_OPTIONS> = {
  name: 'xmpp',
  serves: ['CUPS'],
  options: XMPP_OPTIONS,
  create: (type, options, context) => new XmppSource({ type, options, context }),
};
