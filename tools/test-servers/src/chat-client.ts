import { BoshPerson } from './bosh-person.ts';
import type { EjabberdServer } from './ejabberd-node.ts';
import { XmppPerson, type PersonOptions, type ShownPresence } from './xmpp-person.ts';

/** How chat clients reach their server. */
export const CHAT_TRANSPORTS = ['tcp', 'websocket', 'bosh'] as const;

/** One of {@link CHAT_TRANSPORTS}. */
export type ChatTransport = (typeof CHAT_TRANSPORTS)[number];

/** A client that is logged in: the same whichever way it came. */
export interface ChatClient {
  /** Shows himself this way; a client that has not yet done so is connected and has no priority. */
  show(presence: ShownPresence): Promise<void>;
  /** Signs out in good order. */
  leave(): Promise<void>;
  /** Goes away without a word. Over TCP and WebSocket the server sees the connection end; over BOSH it waits for half a minute. */
  vanish(): void;
}

/** Logs in over a transport and shows the presence, unless that is `invisible`. Names beyond Latin-1 only over BOSH: the client library of the others cannot encode them. */
export function loginOver(transport: ChatTransport, server: EjabberdServer, options: PersonOptions): Promise<ChatClient> {
  const { domain, service, webSocketService } = server;
  switch (transport) {
    case 'tcp':
      return XmppPerson.login({ domain, service }, options);
    case 'websocket':
      return XmppPerson.login({ domain, service: webSocketService }, options);
    case 'bosh':
      return BoshPerson.login(server, options);
  }
}
