import type { PresenceTimes } from '@lampfield/protocol';
import type { RequestHandler } from 'express';
import type { PresenceDoors } from '../ports/presence-doors.ts';
import type { Authenticator } from '../ports/authenticator.ts';
import type { CallerRules } from '../ports/caller-rules.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryWatch } from '../ports/directory-watch.ts';
import type { Directory } from '../ports/directory.ts';
import type { JourneyCookies } from '../ports/journey-cookies.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { OnlineDoors } from '../ports/online-doors.ts';
import type { PermissionChanges } from '../ports/permissions.ts';
import type { Sessions } from '../ports/sessions.ts';

/** What of the configuration the HTTP side needs. */
export interface HttpSettings {
  /** Begins and ends with a slash. */
  readonly basePath: string;
  /** An origin. */
  readonly publicUrl: string;
  readonly trustedProxies: readonly string[];
  readonly searchesPerSecond: number;
  readonly times: PresenceTimes;
}

/** Parts behind the HTTP calls. */
export interface HttpDeps {
  readonly settings: HttpSettings;
  readonly doors: PresenceDoors;
  readonly online: OnlineDoors;
  readonly directories: readonly Directory[];
  readonly directoryWatch: DirectoryWatch;
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  readonly permissions: PermissionChanges;
  readonly journeyCookies: JourneyCookies;
  readonly rules: CallerRules;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** `/healthz` and, unless they are served elsewhere, `/readyz` and `/metrics`. */
  readonly opsRouters: readonly RequestHandler[];
  /** Directory with the built web attendant; without it only the API is served. */
  readonly webRoot?: string;
}
