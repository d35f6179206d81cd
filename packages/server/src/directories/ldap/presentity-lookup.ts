import type { Contact, ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import type { Filter } from 'ldapts';
import type { DetailRules } from '../../core/contact-mapper.ts';
import { presenceCandidates } from '../../core/presence-candidates.ts';
import { PresentityOwners } from '../../core/presentity-owners.ts';
import type { SearchEnd } from '../../ldap/ldap-connection.ts';
import type { FoundPresentity } from '../../ports/directory.ts';
import { candidateFilter } from './search-filters.ts';

/** Asks the directory; the function gets every contact found and ends the search with false. */
export type FindContacts = (filter: Filter, onContact: (contact: Contact) => boolean) => Promise<SearchEnd>;

const BATCH_SIZE = 20;

/** Batches at a time: enough to hide the way to the server, few enough to leave it to others. */
const LANES = 4;

/** Finds out which presentities some entry of the directory stands for, and whose they are, many at a time. */
export class PresentityLookup {
  readonly #details: DetailRules;
  readonly #find: FindContacts;

  constructor(details: DetailRules, find: FindContacts) {
    this.#details = details;
    this.#find = find;
  }

  /** Those of the ids that were found. Of several entries that stand for one, those count that have it as stored, if there are such. */
  async find(ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, FoundPresentity>> {
    const owners = new PresentityOwners();
    const batches: (readonly ParsedPresenceId[])[] = [];
    for (let start = 0; start < ids.length; start += BATCH_SIZE) batches.push(ids.slice(start, start + BATCH_SIZE));
    const work = batches.values();
    const lane = async (): Promise<void> => {
      for (const batch of work) await this.#findBatch(batch, owners);
    };
    await Promise.all(Array.from({ length: Math.min(LANES, batches.length) }, lane));
    return owners.found;
  }

  /** Exactly as stored first, because indexes answer that; then what is left of the phone numbers, however they are punctuated. */
  async #findBatch(ids: readonly ParsedPresenceId[], owners: PresentityOwners): Promise<void> {
    await this.#findAmong(ids, false, owners);
    await this.#findAmong(
      ids.filter(({ id }) => !owners.found.has(id)),
      true,
      owners,
    );
  }

  async #findAmong(ids: readonly ParsedPresenceId[], isLoose: boolean, owners: PresentityOwners): Promise<void> {
    const candidates = ids.flatMap((id) => presenceCandidates(this.#details, id));
    const filter = candidateFilter(candidates, isLoose);
    if (filter === undefined) return;
    const asked = new Set(ids.map(({ id }) => id));
    const end = await this.#find(filter, (contact) => {
      owners.take(contact, asked);
      return true;
    });
    // Cut at a limit, some may have been missed: fewer at a time give fewer entries.
    if (end !== 'limited' || ids.length < 2) return;
    const left = ids.filter(({ id }) => !owners.found.has(id));
    const middle = Math.ceil(left.length / 2);
    await this.#findAmong(left.slice(0, middle), isLoose, owners);
    await this.#findAmong(left.slice(middle), isLoose, owners);
  }
}
