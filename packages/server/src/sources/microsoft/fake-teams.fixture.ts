import { askedFor, graphError, type FakeAnswer, type FakeRequest } from './fake-answers.fixture.ts';
import { fieldOf, textOf } from '../documents/json-fields.ts';

/** Somebody in Entra, and in Teams unless he has no presence. */
export interface FakePerson {
  /** Object id. */
  readonly id: string;
  /** What Teams answers about him, without the id; undefined: nothing. */
  presence?: object | undefined;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A FAKE of looking up users and of the presence of Teams. From public pages:
 *
 * - at most 650 ids, object ids only: "cloudCommunications: getPresencesByUserId", learn.microsoft.com/graph/api/cloudcommunications-getpresencesbyuserid
 * - at most 20 requests in a batch, ids of their own, answers in any order and each with its own status: "Combine multiple HTTP requests using JSON batching",
 *   learn.microsoft.com/graph/json-batching
 * - the user by his principal name: "Get a user", learn.microsoft.com/graph/api/user-get; what is refused in a batch: the example of the page on batching
 * - that User.ReadBasic.All does not do for an app: learn.microsoft.com/answers/questions/6019739
 */
export class FakeTeams {
  /** By user principal name, in lower case. */
  readonly people = new Map<string, FakePerson>();
  /** How many ids were asked for, question by question. */
  readonly asked: number[] = [];
  /** How many look-ups were in each batch. */
  readonly lookedUp: number[] = [];
  /** What a look-up in a batch is answered with instead, one after the other. */
  readonly nextLookUps: FakeAnswer[] = [];

  /** Answers `POST /communications/getPresencesByUserId`. */
  answerPresences(request: FakeRequest): FakeAnswer {
    const ids = askedFor(request, 'ids');
    const isFine =
      Array.isArray(ids) && ids.length > 0 && ids.length <= 650 && ids.every((id) => typeof id === 'string' && GUID.test(id));
    if (!isFine) return graphError(400, 'BadRequest');
    this.asked.push(ids.length);
    const wanted = new Set<unknown>(ids);
    const present = [...this.people.values()].filter(({ id, presence }) => wanted.has(id) && presence !== undefined);
    return { status: 200, document: { value: present.map(({ id, presence }) => ({ id, ...presence })) } };
  }

  /** Answers `POST /$batch`. */
  answerBatch(request: FakeRequest, isAllowed: boolean): FakeAnswer {
    const requests = askedFor(request, 'requests');
    if (!Array.isArray(requests) || requests.length === 0 || requests.length > 20) return graphError(400, 'BadRequest');
    const ids = new Set(requests.map((one) => textOf(one, 'id')));
    if (ids.size < requests.length || ids.has(undefined)) return graphError(400, 'BadRequest');
    this.lookedUp.push(requests.length);
    const responses = requests.map((one: unknown) => {
      const { status, headers, document } = this.#lookUp(one, isAllowed);
      return { id: textOf(one, 'id'), status, headers: { 'Content-Type': 'application/json', ...headers }, body: document };
    });
    return { status: 200, document: { responses: responses.reverse() } };
  }

  #lookUp(request: unknown, isAllowed: boolean): FakeAnswer {
    const [, name] = /^\/users\/([^/?]+)\?\$select=id$/.exec(textOf(request, 'url') ?? '') ?? [];
    if (name === undefined || fieldOf(request, 'method') !== 'GET') return graphError(400, 'BadRequest');
    const scripted = this.nextLookUps.shift();
    if (scripted !== undefined) return scripted;
    if (!isAllowed) return graphError(403, 'Authorization_RequestDenied');
    const person = this.people.get(decodeURIComponent(name).toLowerCase());
    return person === undefined ? graphError(404, 'Request_ResourceNotFound') : { status: 200, document: { id: person.id } };
  }
}
