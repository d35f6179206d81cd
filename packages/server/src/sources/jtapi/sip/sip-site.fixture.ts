import { SipPhone, waitUntil, type KamailioServer, type SipCall } from '@lampfield/test-servers';
import type { PresenceState } from '@lampfield/protocol';
import type { PresenceSource } from '../../../ports/source.ts';
import { systemClock } from '../../../system-clock.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { SourceWatch } from '../../../testing/source-watch.ts';
import { sipSource } from './sip-connector.ts';
import { sipOptions } from './sip-options.fixture.ts';
import type { SipOptions } from './sip-options.ts';

/** Asks often enough for a test that takes the server away. */
const IMPATIENT = { pingSeconds: 1, pingTimeoutSeconds: 1 };

/**
 * How long to wait for what a real proxy says; milliseconds. A subscription waits 32 s (Timers F and N) before it takes a request or a first NOTIFY for lost
 * and is made anew, and datagrams are lost on a busy machine as well: this is long enough for two tries.
 */
export const PATIENCE_MS = 70_000;

/** A source for a real server. Without jitter each wait for the next try is the shortest. */
export function createSipSource(server: KamailioServer, given: Partial<SipOptions> = {}): PresenceSource {
  const port = given.transport === 'tls' ? server.tlsPort : server.port;
  const options = sipOptions({ registrar: `127.0.0.1:${String(port)}`, ...IMPATIENT, ...given });
  return sipSource.create('JTAPI', options, { ...createConnectorContext(systemClock), chance: { next: () => 0 } });
}

/** A source for a real server, being watched. */
export class SipTrial {
  readonly source: PresenceSource;
  readonly watch: SourceWatch;

  constructor(server: KamailioServer, given: Partial<SipOptions> = {}) {
    this.source = createSipSource(server, given);
    this.watch = new SourceWatch(this.source, () => systemClock.wallMs());
    this.watch.start();
  }

  async observe(...numbers: readonly string[]): Promise<void> {
    await Promise.all(numbers.map((number) => this.watch.observe(number)));
  }

  /** Waits until the source says so of the line. */
  async shows(number: string, state: PresenceState, reason?: string): Promise<void> {
    const isShown = (): boolean => {
      const report = this.watch.sink.findLatest(number);
      return report?.state === state && report.reason === reason;
    };
    const what = (): string => `${number} ${state} ${reason ?? ''}; it is ${JSON.stringify(this.watch.sink.findLatest(number))}`;
    await waitUntil(isShown, { what, timeoutMs: PATIENCE_MS });
  }

  async isUp(): Promise<void> {
    await waitUntil(() => this.watch.sink.state === 'UP', { what: 'the source to be up', timeoutMs: PATIENCE_MS });
  }

  async isDown(): Promise<void> {
    await waitUntil(() => this.watch.sink.state === 'DOWN', { what: 'the source to be down', timeoutMs: PATIENCE_MS });
  }

  /** The states of a line since the last `sink.clear()`, each once in a row. */
  statesOf(number: string): PresenceState[] {
    const states = this.watch.sink.reportsOf(number).map(({ state }) => state);
    return states.filter((state, index) => state !== states[index - 1]);
  }

  async stop(): Promise<void> {
    await this.watch.stop();
    expect(this.watch.flaws).toEqual([]);
  }
}

/** Phones that call each other. */
export class PhonePair {
  readonly one: SipPhone;
  readonly other: SipPhone;

  private constructor(one: SipPhone, other: SipPhone) {
    this.one = one;
    this.other = other;
  }

  static async start(server: KamailioServer, one = '2001', other = '2002'): Promise<PhonePair> {
    const first = await SipPhone.start(server, one);
    try {
      return new PhonePair(first, await SipPhone.start(server, other));
    } catch (error) {
      await first.stop();
      throw error;
    }
  }

  /** After the server has forgotten where they are. */
  async register(): Promise<void> {
    await Promise.all([this.one.register(), this.other.register()]);
  }

  /** The first calls the other, who answers; settles when both lines show it. */
  async talk(trial: SipTrial): Promise<SipCall> {
    const call = await this.one.call(this.other.number);
    await trial.shows(this.other.number, 'RINGING');
    await waitUntil(() => trial.watch.sink.findLatest(this.one.number)?.raw === 'early', { what: 'the caller to hear it ring' });
    await this.other.answer(call);
    await Promise.all([this.one, this.other].map(({ number }) => trial.shows(number, 'ON_CALL')));
    return call;
  }

  async stop(): Promise<void> {
    await Promise.all([this.one.stop(), this.other.stop()]);
  }
}
