import { MAX_ADDRESS_PART_LENGTH, MAX_CURSOR_LENGTH, MAX_ONLINE_CHANGES, MAX_ONLINE_LIMIT } from '../defaults.ts';
import type { OnlineUser, OnlineUsersEvt, OnlineWatchAck } from '../events.ts';
import type { OnlineCountResponse, OnlineHostCount, OnlineResponse, OnlineUserEntry } from '../rest.ts';
import { boolean, flag, integer, list, object, text, type Decoder } from './decoder.ts';

/** Most domains of one cluster. */
const MAX_HOSTS = 100_000;

const ONLINE_USER = { user: text(MAX_ADDRESS_PART_LENGTH, 1), host: text(MAX_ADDRESS_PART_LENGTH, 1) };

const decodeOnlineUser: Decoder<OnlineUser> = object({ required: ONLINE_USER, optional: {} });

const decodeOnlineUserEntry: Decoder<OnlineUserEntry> = object({
  required: { ...ONLINE_USER, resources: integer(1) },
  optional: {},
});

/** Decodes one page of who is online. One entry that cannot be read fails it: a list with holes would pass for the whole. */
export const decodeOnlineResponse: Decoder<OnlineResponse> = object({
  required: {
    users: list(decodeOnlineUserEntry, MAX_ONLINE_LIMIT),
    total: integer(0),
    matching: integer(0),
    seq: integer(0),
  },
  optional: { cursor: text(MAX_CURSOR_LENGTH, 1) },
});

const decodeOnlineHostCount: Decoder<OnlineHostCount> = object({
  required: { host: text(MAX_ADDRESS_PART_LENGTH, 1), users: integer(0), sessions: integer(0) },
  optional: {},
});

/** Decodes the figures of who is online. */
export const decodeOnlineCountResponse: Decoder<OnlineCountResponse> = object({
  required: { total: integer(0), sessions: integer(0), seq: integer(0), hosts: list(decodeOnlineHostCount, MAX_HOSTS) },
  optional: {},
});

/** Decodes who came and who left. One entry that cannot be read fails it; the list is then to be fetched again, as after a reset. */
export const decodeOnlineUsersEvt: Decoder<OnlineUsersEvt> = object({
  required: {
    seq: integer(0),
    total: integer(0),
    joined: list(decodeOnlineUser, MAX_ONLINE_CHANGES),
    left: list(decodeOnlineUser, MAX_ONLINE_CHANGES),
  },
  optional: { reset: flag },
});

/** Decodes the answer to `online:watch` and `online:unwatch`. The code may be one that this version does not know. */
export const decodeOnlineWatchAck: Decoder<OnlineWatchAck> = object({
  required: { ok: boolean },
  optional: { code: text(64, 1) },
});
