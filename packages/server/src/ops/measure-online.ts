import type { Metrics } from '../ports/metrics.ts';
import type { OnlineUsers } from '../ports/online-users.ts';

/** Shows how many are online in the XMPP cluster. No number (NaN) while nobody knows: 0 would say that all have left. */
export function measureOnline(metrics: Metrics, online: OnlineUsers): void {
  metrics.gauge({ name: 'online_users', help: 'Users online in the XMPP cluster.' }, () =>
    online.isReady ? online.count().total : Number.NaN,
  );
  metrics.gauge({ name: 'online_sessions', help: 'Sessions in the XMPP cluster; a user may have several.' }, () =>
    online.isReady ? online.count().sessions : Number.NaN,
  );
}
