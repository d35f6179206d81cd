import type { OnlineUser } from '@lampfield/protocol';
import type { SourceReport } from '../../../ports/source.ts';
import { findPreparedAddress } from './prepared-address.ts';

/** A user somebody observes. */
export interface ObservedUser {
  readonly address: OnlineUser;
  /** As the layer above calls him: identifiers that ejabberd takes for one user are one here. */
  readonly identifiers: Set<string>;
  /** What was said of him last. */
  said: SourceReport | undefined;
}

/** Who is observed, by address as ejabberd has it. */
export class ObservedUsers {
  readonly #byKey = new Map<string, ObservedUser>();

  /** Idempotent. Undefined for an identifier that can be nobody's. */
  add(identifier: string): ObservedUser | undefined {
    const address = findPreparedAddress(identifier);
    if (address === undefined) return undefined;
    const user = this.find(address) ?? { address, identifiers: new Set(), said: undefined };
    user.identifiers.add(identifier);
    this.#byKey.set(keyOf(address), user);
    return user;
  }

  remove(identifier: string): void {
    const address = findPreparedAddress(identifier);
    const user = address && this.find(address);
    user?.identifiers.delete(identifier);
    if (user?.identifiers.size === 0) this.#byKey.delete(keyOf(user.address));
  }

  find(address: OnlineUser): ObservedUser | undefined {
    return this.#byKey.get(keyOf(address));
  }

  [Symbol.iterator](): Iterator<ObservedUser> {
    return this.#byKey.values();
  }
}

/** Neither part has an at sign. */
function keyOf({ user, host }: OnlineUser): string {
  return `${user}@${host}`;
}
