import { DEFAULT_ONLINE_LIMIT, MAX_ADDRESS_PART_LENGTH, MAX_CURSOR_LENGTH, MAX_ONLINE_LIMIT } from '@lampfield/protocol';
import type { Request } from 'express';
import { lowerCase } from '../../core/name-folding.ts';
import type { OnlineQuery } from '../../ports/online-users.ts';
import { readLimit, readText } from './query-parameters.ts';

/** Reads the parameters of the list of online users. Throws the problem that says which one is wrong. */
export function readOnlineRequest({ query }: Pick<Request, 'query'>): OnlineQuery {
  const host = readPart(query['host'], 'host');
  const prefix = readPart(query['prefix'], 'prefix');
  const cursor = query['cursor'];
  return {
    ...(host !== '' && { host }),
    ...(prefix !== '' && { prefix }),
    ...(cursor !== undefined && { cursor: readText(cursor, { path: 'cursor', min: 1, max: MAX_CURSOR_LENGTH }) }),
    limit: readLimit(query['limit'], { usual: DEFAULT_ONLINE_LIMIT, max: MAX_ONLINE_LIMIT }),
  };
}

/** A part of an address as it was typed, in the form the users have; an empty one stands for all, as an empty field does. */
function readPart(value: unknown, path: string): string {
  return lowerCase(readText(value ?? '', { path, min: 0, max: MAX_ADDRESS_PART_LENGTH }).trim());
}
