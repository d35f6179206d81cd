export * from './lib/actions/session-actions.ts';
export * from './lib/actions/socket-actions.ts';
export * from './lib/actions/start-up-actions.ts';
export * from './lib/actions/store-actions.ts';
export * from './lib/actions/subscription-actions.ts';
export { DirectoryService } from './lib/connection/directory-service.ts';
export { PresenceService } from './lib/connection/presence-service.ts';
export { PRESENCE_SOCKET_FACTORY, type PresenceSocket, type PresenceSocketFactory } from './lib/connection/presence-socket.ts';
export { RequestError, type RequestErrorCode, type RequestErrorFields } from './lib/connection/request-error.ts';
export { SessionService } from './lib/connection/session-service.ts';
export { ageMs, type Instant } from './lib/intervals/instant.ts';
export {
  CLEANUP_RATIO,
  KEEP_ALIVE_RATIO,
  oldPresenceAgeMs,
  presenceStoreCleanupIntervalMs,
  presenceStoreKeepAliveIntervalMs,
  presenceSubscriptionUpdateIntervalMs,
} from './lib/intervals/presence-intervals.ts';
export {
  MAX_RETRIES,
  requestTimeoutMs,
  RETRY_FACTOR,
  retryIntervalMs,
  SMALLEST_RETRY_SAFE_T_SECONDS,
  worstCaseRenewalMs,
} from './lib/intervals/retry-intervals.ts';
export { SMALLEST_THROTTLED_T_SECONDS, SMALLEST_THROTTLED_T_WITH_RETRIES_SECONDS } from './lib/intervals/throttled-tab.ts';
export * from './lib/online/online-actions.ts';
export { followOnlineUsers } from './lib/online/follow-online-users.ts';
export { onlineFeature } from './lib/online/online-feature.ts';
export type { OnlineFilter } from './lib/online/online-filter.ts';
export { MAX_LISTED_USERS } from './lib/online/online-list-loader.ts';
export { placeOfOnlineUser } from './lib/online/online-order.ts';
export type { OnlineProblem } from './lib/online/online-problem.ts';
export { OnlineService, type OnlinePageQuery } from './lib/online/online-service.ts';
export type { OnlineFeatureState, OnlinePhase, RecentOnlineChange } from './lib/online/online-state.ts';
export { provideOnlineUsers } from './lib/online/provide-online-users.ts';
export type { ShownOnlineUsers } from './lib/online/shown-online-users.ts';
export {
  selectOnlineChangeCounts,
  selectOnlineFigures,
  selectOnlineProblem,
  selectOnlineStatus,
  selectRecentOnlineChanges,
  type OnlineChangeCounts,
  type OnlineFigures,
  type OnlineStatus,
} from './lib/online/select-online.ts';
export type { PresenceOptions, SocketTransport } from './lib/presence-options.ts';
export { providePresence } from './lib/provide-presence.ts';
export type { LeaseStatus, PresenceEntry, PresenceLease } from './lib/state/presence-entry.ts';
export { presenceFeature, selectPresenceState } from './lib/state/presence-feature.ts';
export type { LinkState, PresenceFeatureState, SessionPhase, SessionState, SignOutReason } from './lib/state/presence-state.ts';
export {
  contactPresenceIds,
  selectContactPresence,
  selectOldPresences,
  selectPresenceById,
  type ShownContact,
} from './lib/state/select-presence.ts';
export {
  selectClockOffsetMs,
  selectConnectionState,
  selectDirectories,
  selectMayPeekCalendars,
  selectMaySeeOnline,
  selectPermissions,
  selectSession,
  selectSourceStates,
  selectUnreadableCount,
  selectUserProfile,
  type ConnectionState,
  type ConnectionStatus,
} from './lib/state/select-session.ts';
export type { ShownPresence, ShownReason } from './lib/state/shown-presence.ts';
export { PRESENCE_CLOCK, type PresenceClock } from './lib/system-clock.ts';
export { keepPresencesAlive } from './lib/ui/keep-presences-alive.ts';
export { trackPresencesOnScreen } from './lib/ui/track-presences-on-screen.ts';
