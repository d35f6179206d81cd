import type { ShownPresence } from '@lampfield/client-presence';
import {
  presenceId,
  type Contact,
  type OnlineCountResponse,
  type OnlineResponse,
  type OnlineUser,
  type PresenceItem,
  type PresenceType,
} from '@lampfield/protocol';

/** A moment that specs count from: 22 Nov 2026, 14:00 local time; epoch milliseconds. */
export const NOON_ISH_MS = new Date(2026, 10, 22, 14, 0, 0).getTime();

/** A confirmed item of a type, AVAILABLE unless told otherwise. */
export function item(type: PresenceType, overrides: Partial<PresenceItem> = {}): PresenceItem {
  const identifier = overrides.identifier ?? (type === 'JTAPI' ? '9101' : 'anna@example.org');
  return {
    id: presenceId(identifier, type),
    identifier,
    type,
    state: 'AVAILABLE',
    since: null,
    version: 1,
    confirmedAt: NOON_ISH_MS,
    ...overrides,
  };
}

/** The same as it may be shown. */
export function shown(type: PresenceType, overrides: Partial<ShownPresence> = {}): ShownPresence {
  return { ...item(type), ...overrides };
}

/** A contact with a phone, a chat address, a mailbox and a department. */
export function contact(name: string, number: string): Contact {
  const address = `${name.toLowerCase()}@example.org`;
  const presence = (identifier: string, type: PresenceType) => ({ id: presenceId(identifier, type), identifier, type });
  return {
    id: `id-${number}`,
    displayName: name,
    details: {
      department: { label: 'Department', value: 'Sales' },
      phone: { label: 'Phone', value: `+36 1 100 ${number}`, presence: presence(number, 'JTAPI') },
      chat: { label: 'Chat', value: name.toLowerCase(), presence: presence(address, 'CUPS') },
      mail: { label: 'Mail', value: address, presence: presence(address, 'EXCHANGE') },
    },
  };
}

/** A contact with nothing but a phone. */
export function phoneOnly(name: string, number: string): Contact {
  const { phone } = contact(name, number).details;
  return { id: `id-${number}`, displayName: name, details: phone === undefined ? {} : { phone } };
}

/** Users of an XMPP cluster by their addresses. */
export function onlineUsers(...addresses: readonly string[]): readonly OnlineUser[] {
  return addresses.map((address) => {
    const [user = '', host = ''] = address.split('@');
    return { user, host };
  });
}

/** The whole list of them on one page. */
export function onlinePage(...addresses: readonly string[]): OnlineResponse {
  const users = onlineUsers(...addresses).map((each) => ({ ...each, resources: 1 }));
  return { users, total: users.length, matching: users.length, seq: 1 };
}

/** How many they are, each with one session but the first, who has two. */
export function onlineCount(...addresses: readonly string[]): OnlineCountResponse {
  const users = onlineUsers(...addresses);
  const hosts = [...new Set(users.map(({ host }) => host))].sort().map((host) => {
    const count = users.filter((each) => each.host === host).length;
    return { host, users: count, sessions: count };
  });
  return { total: users.length, sessions: users.length + 1, seq: 1, hosts };
}
