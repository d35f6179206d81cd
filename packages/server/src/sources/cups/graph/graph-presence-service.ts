import type { Clock } from '../../../ports/clock.ts';
import type { SourceReport } from '../../../ports/source.ts';
import type { GraphCalls } from '../../microsoft/graph-caller.ts';
import { listOf, textOf } from '../../documents/json-fields.ts';
import type { PolledService } from '../../polling/polled-service.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import { ObjectIds } from './object-ids.ts';
import { readTeamsPresence } from './teams-presence.ts';

/** "Maximum of 650 user IDs are supported per API request": https://learn.microsoft.com/graph/api/cloudcommunications-getpresencesbyuserid. */
export const LARGEST_PRESENCE_BATCH = 650;

/** With status messages a presence is less than two kilobytes. */
const LARGEST_ANSWER_BYTES = 4_194_304;

/** The one cloud that has no such call, as the page above says. */
const WITHOUT_PRESENCE = 'microsoftgraph.chinacloudapi.cn';
const NO_PRESENCE_THERE = 'this cloud does not offer presence: Microsoft has it in the global and the US Government clouds only';

const NEEDS = {
  purpose: 'reading presence',
  permission: "the application permission Presence.Read.All with an administrator's consent",
  notFound: NO_PRESENCE_THERE,
};

/** Parts of {@link GraphPresenceService}. */
export interface GraphPresenceParts {
  readonly options: { readonly endpoint: string; readonly batchSize: number; readonly notes: boolean; readonly maxUsers: number };
  readonly graph: GraphCalls;
  readonly clock: Pick<Clock, 'monotonicMs' | 'wallMs'>;
}

/** Presence of Microsoft Teams, by Graph: many people at a time, who are known there by object ids. */
export class GraphPresenceService implements PolledService<SourceReport> {
  readonly batchSize: number;
  readonly #parts: GraphPresenceParts;
  readonly #ids: ObjectIds;

  constructor(parts: GraphPresenceParts) {
    this.#parts = parts;
    this.batchSize = parts.options.batchSize;
    // As many again as are watched: who is searched for twice a day is not looked up twice.
    this.#ids = new ObjectIds({ ...parts, most: parts.options.maxUsers * 2 });
  }

  async ask(addresses: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceReport>> {
    if (new URL(this.#parts.options.endpoint).hostname === WITHOUT_PRESENCE)
      throw new ServiceFailure('refused', NO_PRESENCE_THERE);
    const answers = new Map<string, SourceReport>();
    const byId = new Map<string, string[]>();
    for (const [address, id] of await this.#ids.find(addresses, signal)) {
      if (id === null) answers.set(address, { state: 'UNKNOWN', since: null, reason: 'NOT_FOUND' });
      else byId.set(id, [...(byId.get(id) ?? []), address]);
    }
    if (byId.size > 0) await this.#askByIds(byId, answers, signal);
    return answers;
  }

  async close(): Promise<void> {
    await this.#parts.graph.close();
  }

  async #askByIds(byId: Map<string, readonly string[]>, answers: Map<string, SourceReport>, signal: AbortSignal): Promise<void> {
    const request = { ...NEEDS, path: '/communications/getPresencesByUserId', mostBytes: LARGEST_ANSWER_BYTES };
    const document = await this.#parts.graph.post({ ...request, document: { ids: [...byId.keys()] } }, signal);
    const presences = listOf(document, 'value');
    if (presences === undefined)
      throw new ServiceFailure('lost', `${NEEDS.purpose}: expected a list "value" of presences, Graph answers something else`);
    for (const presence of presences) {
      const id = textOf(presence, 'id')?.toLowerCase() ?? '';
      for (const address of byId.get(id) ?? []) answers.set(address, readTeamsPresence(presence, this.#parts.options.notes));
      byId.delete(id);
    }
    for (const addresses of byId.values()) for (const address of addresses) this.#ids.forget(address);
  }
}
