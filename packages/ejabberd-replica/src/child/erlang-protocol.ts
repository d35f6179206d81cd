import type { ChildProtocol, Pace } from '@lampfield/supervised-child';
import type { ReplicaTroubleCode } from '../replica-trouble.ts';
import { findChildMessage, type ChildMessage } from './child-message.ts';

/** How the Erlang program is spoken to (see `user_presence_link.erl`). */
export const ERLANG_PROTOCOL: ChildProtocol<ChildMessage> = {
  name: 'The Erlang program',
  findMessage: findChildMessage,
  ping: (number) => `ping ${String(number)}`,
  farewell: 'stop',
};

/** By trouble, because a try costs something different each: an attempt with a wrong cookie is a line in ejabberd's log, a knock at a closed port is nothing. */
export const RETRY_PACES: Readonly<Record<ReplicaTroubleCode, Pace>> = {
  STARTING: { firstMs: 500, mostMs: 500 },
  NO_ERLANG: { firstMs: 60_000, mostMs: 60_000 },
  NO_COOKIE: { firstMs: 5000, mostMs: 60_000 },
  UNREACHABLE: { firstMs: 500, mostMs: 10_000 },
  REFUSED: { firstMs: 5000, mostMs: 120_000 },
  NAME_TAKEN: { firstMs: 2000, mostMs: 60_000 },
  OTHER_TABLE: { firstMs: 30_000, mostMs: 300_000 },
  JOIN_FAILED: { firstMs: 2000, mostMs: 60_000 },
  LOST: { firstMs: 250, mostMs: 10_000 },
  CHILD_ENDED: { firstMs: 500, mostMs: 30_000 },
};
