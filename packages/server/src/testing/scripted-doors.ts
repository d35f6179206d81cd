import type {
  BulkUpdateResponse,
  CalendarResponse,
  KeepAliveItem,
  PresenceId,
  SourceStateEvt,
  SubscriptionDiagnosis,
} from '@lampfield/protocol';
import type { CalendarPeek, PresenceConnection, PresenceDoors } from '../ports/presence-doors.ts';

/** Doors without a presence layer behind them: they note what they are called with and answer what a test tells them to. */
export class ScriptedDoors implements PresenceDoors {
  readonly found: { username: string; ids: readonly PresenceId[] }[] = [];
  readonly keptAlive: { username: string; items: readonly KeepAliveItem[] }[] = [];
  readonly forced: { username: string; ids: readonly PresenceId[] | undefined }[] = [];
  readonly connections = new Map<string, PresenceConnection>();
  readonly states: SourceStateEvt[] = [];
  readonly released: string[] = [];
  readonly shown: { connectionId: string; ids: readonly PresenceId[] }[] = [];
  readonly peeked: { id: PresenceId; peek: CalendarPeek }[] = [];
  /** Of the one calendar that the attendant watches; undefined for none. */
  calendar: CalendarResponse | 'UNAVAILABLE' | undefined;
  diagnosis: SubscriptionDiagnosis | undefined;
  /** When set, a keep-alive fails with it. */
  failure: Error | undefined;

  subscribeFound(username: string, ids: readonly PresenceId[]): void {
    this.found.push({ username, ids });
  }

  keepAlive(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.keptAlive.push({ username, items });
    return Promise.resolve({
      renewed: items.map(({ id }) => id),
      recreated: [],
      rejected: [],
      expiresInSeconds: 600,
      serverTime: 1,
    });
  }

  forcePush(username: string, ids?: readonly PresenceId[]): Promise<number> {
    this.forced.push({ username, ids });
    return Promise.resolve(ids?.length ?? 7);
  }

  diagnose(username: string, id: PresenceId): SubscriptionDiagnosis | undefined {
    return username === 'attendant' && this.diagnosis?.item.id === id ? this.diagnosis : undefined;
  }

  peekCalendar(username: string, id: PresenceId, peek: CalendarPeek): Promise<CalendarResponse | 'UNAVAILABLE' | undefined> {
    this.peeked.push({ id, peek });
    return Promise.resolve(username === 'attendant' ? this.calendar : undefined);
  }

  show(connectionId: string, ids: readonly PresenceId[]): Promise<void> {
    this.shown.push({ connectionId, ids });
    return Promise.resolve();
  }

  connect(connection: PresenceConnection): void {
    this.connections.set(connection.id, connection);
    for (const state of this.states) connection.sink.pushSourceState(state);
  }

  disconnect(connectionId: string): void {
    this.connections.delete(connectionId);
  }

  release(username: string): void {
    this.released.push(username);
  }

  sourceStates(): readonly SourceStateEvt[] {
    return this.states;
  }
}
