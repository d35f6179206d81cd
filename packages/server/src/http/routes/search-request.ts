import { DEFAULT_SEARCH_LIMIT, MAX_SEARCH_LIMIT } from '@lampfield/protocol';
import type { Request } from 'express';
import { decodeProblem } from '../problem.ts';

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
    limit: readLimit(query['limit']),
  };
}

/** Which parameter, and how long it may be. */
interface TextRule {
  readonly path: string;
  readonly min: number;
  readonly max: number;
}

/** A parameter given twice comes as a list, and is refused like a missing one. */
function readText(value: unknown, { path, min, max }: TextRule): string {
  if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
  throw decodeProblem({ path, expected: `one text of ${String(min)} to ${String(max)} characters` });
}

function readLimit(value: unknown): number {
  if (value === undefined) return DEFAULT_SEARCH_LIMIT;
  const limit = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MAX_SEARCH_LIMIT) return limit;
  throw decodeProblem({ path: 'limit', expected: `a whole number from 1 to ${String(MAX_SEARCH_LIMIT)}` });
}
