import { waitUntil, type EjabberdServer } from '@lampfield/test-servers';
import type { ReplicaOptions } from '../replica-options.ts';
import type { ReplicaTroubleCode } from '../replica-trouble.ts';
import type { Clock } from '@lampfield/supervised-child';
import { systemChance, systemClock } from '../system-clock.ts';
import { EjabberdReplica } from './ejabberd-replica.ts';
import { RecordedEvents, RecordedLog } from './recorded-events.fixture.ts';

const running = new Set<ReplicaTrial>();

/** A replica of a test's ejabberd, and what it told. */
export class ReplicaTrial {
  readonly events = new RecordedEvents();
  readonly log = new RecordedLog();
  readonly replica: EjabberdReplica;

  constructor(
    { nodeName, cookieFile, epmdPort }: EjabberdServer,
    options: Partial<ReplicaOptions> = {},
    clock: Clock = systemClock,
  ) {
    this.replica = new EjabberdReplica(
      { node: nodeName, cookieFile, epmdPort, mode: 'replica', ...options },
      { clock, chance: systemChance, log: this.log },
      this.events,
    );
    running.add(this);
    this.replica.start();
  }

  /** Waits until everything was told. */
  ready(): Promise<true> {
    return this.until(() => this.events.isReady, 'the replica to be ready');
  }

  /** Waits until it says that it is in this trouble. */
  troubled(code: ReplicaTroubleCode): Promise<true> {
    return this.until(() => this.events.trouble?.code === code, `the trouble ${code}`);
  }

  until(condition: () => boolean | Promise<boolean>, what: string): Promise<true> {
    const { events } = this;
    return waitUntil(condition, {
      timeoutMs: 20_000,
      what: () =>
        `${what}; told: ${events.told.slice(-20).join(', ')}; trouble: ${JSON.stringify(events.trouble)}\n${this.log.text}`,
    }) as Promise<true>;
  }

  /** Waits until the replica and ejabberd's own count agree, and gives the addresses. */
  async agreed(server: EjabberdServer): Promise<string[]> {
    let oracle: string[] = [];
    await this.until(async () => {
      oracle = await server.connectedUsers();
      return this.events.isReady && JSON.stringify(oracle) === JSON.stringify(this.events.addresses);
    }, 'the replica to agree with ejabberd');
    return oracle;
  }

  async stop(): Promise<void> {
    running.delete(this);
    await this.replica.stop();
  }
}

/** Ends those that a test left behind. */
export async function stopAllTrials(): Promise<void> {
  await Promise.all([...running].map((trial) => trial.stop()));
}

/** Members of the cluster's database, as the cluster has them written down. */
export function membersOf(server: EjabberdServer): Promise<string> {
  return server.evaluate('lists:sort(mnesia:system_info(db_nodes))');
}
