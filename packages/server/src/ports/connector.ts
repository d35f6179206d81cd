import type { PresenceType } from '@lampfield/protocol';
import type { Static, TSchema } from '@sinclair/typebox';
import type { Canonicalize } from '../core/canonical-identifier.ts';
import type { Authenticator } from './authenticator.ts';
import type { Chance, Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Log } from './log.ts';
import type { PresenceSource } from './source.ts';

/** What every part that talks to the outside is given. */
export interface ConnectorContext {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly canonicalize: Canonicalize;
}

/**
 * A kind of source, as the registry lists it: its options are part of the configuration's schema (bounds, defaults and a description for each), checked
 * before `create` is called, which only builds and must not fail.
 */
export interface SourceConnector<S extends TSchema = TSchema> {
  /** The `type` in the configuration. */
  readonly name: string;
  /** The presence types it can serve. */
  readonly serves: readonly PresenceType[];
  readonly options: S;
  create(type: PresenceType, options: Static<S>, context: ConnectorContext): PresenceSource;
}

/** A kind of directory, as the registry lists it. */
export interface DirectoryConnector<S extends TSchema = TSchema> {
  readonly name: string;
  readonly options: S;
  create(info: { readonly id: string; readonly name: string }, options: Static<S>, context: ConnectorContext): Directory;
}

/** A way to sign in, as the registry lists it. */
export interface AuthMethod<S extends TSchema = TSchema> {
  readonly name: string;
  readonly options: S;
  create(options: Static<S>, context: ConnectorContext): Authenticator;
}
