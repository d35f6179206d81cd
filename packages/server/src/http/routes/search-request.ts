import { DEFAULT_SEARCH_LIMIT, MAX_SEARCH_LIMIT } from '@lampfield/protocol';
import type { Request } from 'express';
import { readLimit, readText } from './query-parameters.ts';

/** Longest query; nobody types more. */
const MAX_QUERY_LENGTH = 1024;

const MAX_ID_LENGTH = 256;

/** A search as it was asked for. */
export interface SearchRequest {
  readonly dirId: string;
  readonly query: string;
  readonly limit: number;
}

/** Reads the parameters of a search. Throws the problem that says which one is wrong. */
export function readSearchRequest({ query }: Pick<Request, 'query'>): SearchRequest {
  return {
    dirId: readText(query['dirId'], { path: 'dirId', min: 1, max: MAX_ID_LENGTH }),
    query: readText(query['search'], { path: 'search', min: 0, max: MAX_QUERY_LENGTH }),
    limit: readLimit(query['limit'], { usual: DEFAULT_SEARCH_LIMIT, max: MAX_SEARCH_LIMIT }),
  };
}
