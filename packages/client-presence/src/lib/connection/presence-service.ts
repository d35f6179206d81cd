import { inject } from '@angular/core';
import {
  decodeBulkUpdateResponse,
  decodeForcePushResponse,
  DEFAULT_PRESENCE_KEEP_TIME,
  PRESENCE_GC_PERIOD,
  type BulkUpdateResponse,
  type ForcePushResponse,
  type KeepAliveItem,
  type PresenceId,
  type PresenceTimes,
} from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { defer, forkJoin, map, type Observable } from 'rxjs';
import { selectUserProfile } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { inChunks, MAX_IDS_PER_REQUEST } from './id-chunks.ts';
import { mergeAnswers } from './merge-answers.ts';
import { PresenceHttp } from './presence-http.ts';
import { withRetries } from './with-retries.ts';

const DEFAULT_TIMES: PresenceTimes = {
  presenceSubscriptionTime: DEFAULT_PRESENCE_KEEP_TIME,
  presenceGcPeriod: PRESENCE_GC_PERIOD,
};

/** The two calls that presence lives on. Both are tried up to four times within what the lease arithmetic allows. */
export class PresenceService {
  private readonly http = inject(PresenceHttp);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly profile = inject(Store).selectSignal(selectUserProfile);

  /**
   * The keep-alive, `POST /api/presence/bulkUpdateSubscription`. Renewed items whose version differs from the one sent are pushed;
   * `version: 0` says that nothing of it is here. More than 1,000 items go in several requests at once, so that none waits for
   * another; their answers are merged. Emits one answer; fails with a `RequestError` when one request failed for good.
   */
  bulkUpdateSubscription(items: readonly KeepAliveItem[]): Observable<BulkUpdateResponse> {
    return defer(() => {
      const chunks = items.length === 0 ? [[]] : inChunks(items, MAX_IDS_PER_REQUEST);
      return forkJoin(chunks.map((chunk) => this.renew(() => chunk))).pipe(map(mergeAnswers));
    });
  }

  /**
   * One keep-alive request. The items are gathered anew for every try, so that a late one renews nothing that has become old.
   * @internal
   */
  renew(gather: () => readonly KeepAliveItem[]): Observable<BulkUpdateResponse> {
    return defer(() => this.http.post('presence/bulkUpdateSubscription', { items: gather() }, decodeBulkUpdateResponse)).pipe(
      withRetries(this.times(), this.clock.scheduler),
    );
  }

  /**
   * The resync, `POST /api/presence/forcePushPresenceItems`: asks the server to push what the user watches, or those of `ids` that he
   * watches, over the socket. Renews nothing. Emits how many will be pushed; fails with a `RequestError`.
   */
  forcePushPresenceItems(ids?: readonly PresenceId[]): Observable<ForcePushResponse> {
    const body = ids === undefined ? {} : { ids };
    return defer(() => this.http.post('presence/forcePushPresenceItems', body, decodeForcePushResponse)).pipe(
      withRetries(this.times(), this.clock.scheduler),
    );
  }

  private times(): PresenceTimes {
    return this.profile() ?? DEFAULT_TIMES;
  }
}
