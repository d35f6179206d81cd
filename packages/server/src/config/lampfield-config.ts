import type { PresenceType } from '@lampfield/protocol';
import type { Static } from '@sinclair/typebox';
import type { Role } from '../ports/permissions.ts';
import type {
  CLUSTER_SCHEMA,
  LIMITS_SCHEMA,
  LOG_SCHEMA,
  OPS_SCHEMA,
  PRESENCE_SCHEMA,
  PRIVACY_SCHEMA,
  SERVER_SCHEMA,
} from './section-schemas.ts';

/** `auth`: the method's name and its options. */
export interface AuthConfig {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** One of `directories`: with the options of its connector. */
export interface DirectoryConfig {
  readonly id: string;
  /** For people; the id if the file names none. */
  readonly name: string;
  readonly type: string;
  readonly [option: string]: unknown;
}

/** From a phone number to the one that the source knows. */
export interface NormalizeRule {
  /** A regular expression. */
  readonly match: string;
  readonly replace: string;
}

/** One of `sources`: with the options of its connector. */
export interface SourceConfig {
  readonly type: string;
  /** How long an observation outlives its subscription; seconds. */
  readonly linger: number;
  /** Only JTAPI has rules. */
  readonly normalize?: readonly NormalizeRule[];
  readonly [option: string]: unknown;
}

/** The configuration, checked, with every default filled in. Times are seconds. */
export interface LampfieldConfig {
  readonly server: Static<typeof SERVER_SCHEMA> & {
    /** An origin: scheme, host, port, nothing behind. */
    readonly publicUrl: string;
    /** Begins and ends with a slash. */
    readonly basePath: string;
  };
  readonly presence: Static<typeof PRESENCE_SCHEMA> & { readonly gcPeriod: number };
  readonly auth: AuthConfig;
  readonly limits: Static<typeof LIMITS_SCHEMA>;
  readonly permissions: {
    /** Canonical usernames, or `*` among them for everybody. */
    readonly online: readonly string[];
  };
  /** Who may see what. Where the file names no roles: one for everybody, and one for those of `permissions.online`. */
  readonly roles: readonly Role[];
  readonly privacy: Static<typeof PRIVACY_SCHEMA>;
  readonly directories: readonly DirectoryConfig[];
  readonly sources: Readonly<Partial<Record<PresenceType, SourceConfig>>>;
  readonly cluster?: Static<typeof CLUSTER_SCHEMA>;
  readonly ops: Static<typeof OPS_SCHEMA>;
  readonly log: Static<typeof LOG_SCHEMA>;
}
