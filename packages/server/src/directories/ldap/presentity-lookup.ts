import type { Contact, ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import type { Filter } from 'ldapts';
import { presentitiesOf, type DetailRules } from '../../core/contact-mapper.ts';
import { presenceCandidates } from '../../core/presence-candidates.ts';
import type { SearchEnd } from '../../ldap/ldap-connection.ts';
import { candidateFilter } from './search-filters.ts';

/** Asks the directory; the function gets every contact found and ends the search with false. */
export type FindContacts = (filter: Filter, onContact: (contact: Contact) => boolean) => Promise<SearchEnd>;

const BATCH_SIZE = 20;

/** Batches at a time: enough to hide the way to the server, few enough to leave it to others. */
const LANES = 4;

/** Finds out which presentities some entry of the directory stands for, many at a time. */
export class PresentityLookup {
  readonly #details: DetailRules;
  readonly #find: FindContacts;

  constructor(details: DetailRules, find: FindContacts) {
    this.#details = details;
    this.#find = find;
  }

  /** Those of the ids that were found. */
  async find(ids: readonly ParsedPresenceId[]): Promise<ReadonlySet<PresenceId>> {
    const found = new Set<PresenceId>();
    const batches: (readonly ParsedPresenceId[])[] = [];
    for (let start = 0; start < ids.length; start += BATCH_SIZE) batches.push(ids.slice(start, start + BATCH_SIZE));
    const work = batches.values();
    const lane = async (): Promise<void> => {
      for (const batch of work) await this.#findBatch(batch, found);
    };
    await Promise.all(Array.from({ length: Math.min(LANES, batches.length) }, lane));
    return found;
  }

  /** Exactly as stored first, because indexes answer that; then what is left of the phone numbers, however they are punctuated. */
  async #findBatch(ids: readonly ParsedPresenceId[], found: Set<PresenceId>): Promise<void> {
    await this.#findAmong(ids, false, found);
    await this.#findAmong(
      ids.filter(({ id }) => !found.has(id)),
      true,
      found,
    );
  }

  async #findAmong(ids: readonly ParsedPresenceId[], isLoose: boolean, found: Set<PresenceId>): Promise<void> {
    const candidates = ids.flatMap((id) => presenceCandidates(this.#details, id));
    const filter = candidateFilter(candidates, isLoose);
    if (filter === undefined) return;
    const wanted = new Set(ids.map(({ id }) => id));
    const end = await this.#find(filter, (contact) => {
      for (const id of presentitiesOf(contact)) if (wanted.delete(id)) found.add(id);
      return wanted.size > 0;
    });
    // Cut at a limit, some may have been missed: fewer at a time give fewer entries.
    if (end !== 'limited' || ids.length < 2) return;
    const left = ids.filter(({ id }) => wanted.has(id));
    const middle = Math.ceil(left.length / 2);
    await this.#findAmong(left.slice(0, middle), isLoose, found);
    await this.#findAmong(left.slice(middle), isLoose, found);
  }
}
