import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { GraphCalls } from '../../microsoft/graph-caller.ts';
import { describeGraphRefusal } from '../../microsoft/graph-failure.ts';
import { fieldOf, listOf, textOf } from '../../documents/json-fields.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import type { WebAnswer } from '../../web/web-caller.ts';

/** Requests in one batch (Combine multiple HTTP requests using JSON batching). */
const LARGEST_BATCH = 20;

/** How long it is believed whose id is whose: ids never change, but people leave; milliseconds. */
const FOUND_FOR_MS = 86_400_000;

/** How long it is believed that there is nobody: shorter, as people come; milliseconds. */
const MISSING_FOR_MS = 900_000;

const LARGEST_ANSWER_BYTES = 1_048_576;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const NEEDS = {
  purpose: 'looking up users',
  permission:
    "the application permission User.Read.All with an administrator's consent: presence is asked for by object id, and that has to be looked up",
  notFound: 'endpoint is not the address of Graph itself',
};

/** Somebody's object id in lower case, or null when there is nobody of that name. */
type ObjectId = string | null;

/** Parts of {@link ObjectIds}. */
export interface ObjectIdsParts {
  readonly graph: Pick<GraphCalls, 'post'>;
  readonly clock: Pick<Clock, 'monotonicMs' | 'wallMs'>;
  /** Most people that are remembered. */
  readonly most: number;
}

/** Who is who in Entra: object ids by user principal name, looked up when first needed and remembered for a day. */
export class ObjectIds {
  readonly #parts: ObjectIdsParts;
  readonly #known: LRUCache<string, { readonly id: ObjectId }>;

  constructor(parts: ObjectIdsParts) {
    this.#parts = parts;
    this.#known = new LRUCache({
      max: parts.most,
      ttl: FOUND_FOR_MS,
      ttlResolution: 0,
      perf: { now: () => parts.clock.monotonicMs() + 1 },
    });
  }

  /**
   * The ids of some, none twice. Who is left out could not be looked up this time.
   *
   * @throws ServiceFailure when the directory cannot be asked
   */
  async find(addresses: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ObjectId>> {
    const found = new Map<string, ObjectId>();
    const unknown: string[] = [];
    for (const address of addresses) {
      const known = this.#known.get(address);
      if (known === undefined) unknown.push(address);
      else found.set(address, known.id);
    }
    for (let from = 0; from < unknown.length; from += LARGEST_BATCH) {
      const looked = await this.#lookUp(unknown.slice(from, from + LARGEST_BATCH), signal);
      for (const [address, id] of looked) found.set(address, id);
    }
    return found;
  }

  /** It seems that an id is nobody's any more: it is looked up anew. */
  forget(address: string): void {
    this.#known.delete(address);
  }

  async #lookUp(addresses: readonly string[], signal: AbortSignal): Promise<Map<string, ObjectId>> {
    const requests = addresses.map((address, index) => ({
      id: String(index),
      method: 'GET',
      url: `/users/${encodeURIComponent(address)}?$select=id`,
    }));
    const document = await this.#parts.graph.post(
      { ...NEEDS, path: '/$batch', document: { requests }, mostBytes: LARGEST_ANSWER_BYTES },
      signal,
    );
    const responses = listOf(document, 'responses');
    if (responses === undefined)
      throw new ServiceFailure('lost', `${NEEDS.purpose}: expected a list "responses", Graph answers something else`);
    const found = new Map<string, ObjectId>();
    let refusal: ServiceFailure | undefined;
    for (const response of responses) {
      const index = textOf(response, 'id') ?? '';
      const address = /^\d{1,2}$/.test(index) ? addresses[Number(index)] : undefined;
      if (address === undefined) continue;
      const id = readResponse(response);
      if (id !== undefined) this.#remember(found, address, id);
      else refusal ??= this.#refusalOf(response);
    }
    // What was found is remembered, so that the next try goes on from here.
    if (refusal !== undefined && refusal.kind !== 'lost') throw refusal;
    return found;
  }

  #remember(found: Map<string, ObjectId>, address: string, id: ObjectId): void {
    found.set(address, id);
    this.#known.set(address, { id }, { ttl: id === null ? MISSING_FOR_MS : FOUND_FOR_MS });
  }

  /** One request of a batch may be throttled or refused though the batch was not. */
  #refusalOf(response: unknown): ServiceFailure {
    const answer: WebAnswer = {
      status: Number(fieldOf(response, 'status')),
      headers: lowerCaseNames(fieldOf(response, 'headers')),
      body: JSON.stringify(fieldOf(response, 'body') ?? null),
    };
    return describeGraphRefusal(answer, NEEDS, this.#parts.clock.wallMs());
  }
}

/** Undefined when it is not known whether there is such a user. 400: it is nothing that a user can be called. */
function readResponse(response: unknown): ObjectId | undefined {
  const status = fieldOf(response, 'status');
  if (status === 404 || status === 400) return null;
  const id = status === 200 ? textOf(fieldOf(response, 'body'), 'id') : undefined;
  return id !== undefined && GUID.test(id) ? id.toLowerCase() : undefined;
}

function lowerCaseNames(headers: unknown): Record<string, string> {
  const texts = Object.entries(headers ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value]));
}
