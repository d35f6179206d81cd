import { requestTimeoutMs } from '@lampfield/client-presence';
import type { PresenceTimes } from '@lampfield/protocol';
import type { ManualClock } from '@lampfield/server/testing';
import type { Dice } from '../dice.ts';
import type { Ledger } from '../ledger.ts';
import { keptAliveIds, type Answer, type Call } from '../server/call.ts';
import type { SimulatedServer } from '../server/simulated-server.ts';
import type { Weather } from '../settings.ts';
import type { DeviceClock } from '../time/device-clock.ts';
import { Link, type LinkClient } from './link.ts';

/** What came of a request: an answer, or UNREACHABLE, as a browser says it. Silence says nothing. */
export type Outcome = Answer | 'UNREACHABLE';

/** What a line is made of. */
export interface LineParts {
  /** The console at its end. */
  readonly name: string;
  readonly username: string;
  readonly times: PresenceTimes;
  readonly weather: Weather;
  readonly time: ManualClock;
  readonly device: DeviceClock;
  readonly dice: Dice;
  readonly server: SimulatedServer;
  readonly ledger: Ledger;
}

const SHORTEST_LATENCY_MS = 2;

/** How long it takes to see that nobody answers where the way is closed; milliseconds. */
const UNREACHABLE_MS = 2000;

/** The way between one console and the server: delays, loses, repeats and cuts what travels on it. */
export class Line {
  readonly #parts: LineParts;
  readonly #links = new Set<Link>();
  #linkCount = 0;
  isCut = false;
  /** Requests get nowhere, while connections live: a proxy may be like that. */
  isMute = false;
  /** From now on. */
  weather: Weather;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.weather = parts.weather;
  }

  /** Sends a call; `receive` may be called once, later, or never. What has been sent cannot be called back. */
  send(path: string, { body, query }: Pick<Call, 'body' | 'query'>, receive: (outcome: Outcome) => void): void {
    const { name, username, dice, device, ledger } = this.#parts;
    const { weather } = this;
    const call: Call = { from: name, username, path, body, query };
    ledger.tried(name, keptAliveIds(call), device.now());
    if (this.isCut || this.isMute) this.#failInTheWay(receive);
    else if (dice.happens(weather.refusals)) this.#refuse(receive);
    else if (dice.happens(weather.requestLoss)) ledger.disturbed(name, `${path} is lost`);
    else this.#carry(call, receive);
  }

  /** Opens a connection; the answer comes later: the link, or why there is none. */
  open(client: LinkClient, settle: (outcome: Link | 'UNREACHABLE' | 'NOT_SIGNED_IN') => void): void {
    const { device, server, time } = this.#parts;
    if (this.isCut) {
      device.startTimer(UNREACHABLE_MS, () => settle('UNREACHABLE'));
      return;
    }
    time.startTimer(this.#latencyMs(), () => {
      const link = this.#createLink(client);
      // The client's end is open before anything arrives on it.
      device.whenAwake(() => {
        if (this.isCut) {
          device.startTimer(UNREACHABLE_MS, () => settle('UNREACHABLE'));
          return;
        }
        const outcome = server.accept(link);
        if (outcome === 'ACCEPTED') {
          this.#forgetEnded();
          this.#links.add(link);
          settle(link);
        } else settle(outcome === 'DOWN' ? 'UNREACHABLE' : outcome);
      });
    });
  }

  /** Says something on a connection. */
  tell(link: Link, ids: readonly string[]): void {
    const { server, time } = this.#parts;
    time.startTimer(this.#latencyMs(), () => {
      if (!this.#isSilent) server.show(link, ids);
    });
  }

  /** The way is closed and nobody is told. */
  cut(): void {
    this.isCut = true;
    this.listen();
  }

  /** The way is open again. */
  heal(): void {
    this.isCut = false;
    this.listen();
  }

  /** Every connection breaks at once; the way stays open. */
  drop(): void {
    for (const link of [...this.#links]) link.sever();
  }

  /** The client reads nothing that is pushed, or reads again. */
  clog(isClogged: boolean): void {
    for (const link of this.#links) link.clog(isClogged);
  }

  /** To be called when the machine has fallen asleep or woken: connections fall silent with it. */
  listen(): void {
    for (const link of [...this.#links]) {
      if (this.#isSilent) link.fallSilent();
      else link.soundAgain();
    }
  }

  /** Connections of which either end is open still. */
  get linkCount(): number {
    this.#forgetEnded();
    return this.#links.size;
  }

  #forgetEnded(): void {
    for (const link of this.#links) if (!link.isClientOpen && !link.isServerOpen) this.#links.delete(link);
  }

  get #isSilent(): boolean {
    return this.isCut || this.#parts.device.isAsleep;
  }

  #carry(call: Call, receive: (outcome: Outcome) => void): void {
    const { dice, time, times, ledger } = this.#parts;
    const { weather } = this;
    const isLate = dice.happens(weather.lates);
    const delayMs = isLate ? Math.round(requestTimeoutMs(times) * (1 + dice.next())) : this.#latencyMs();
    if (isLate) ledger.disturbed(call.from, `${call.path} is late by ${String(delayMs)} ms`);
    time.startTimer(delayMs, () => void this.#arrive(call, receive));
    if (dice.happens(weather.duplicates))
      time.startTimer(delayMs + dice.aboutMs(requestTimeoutMs(times)), () => void this.#arrive(call, () => undefined));
  }

  async #arrive(call: Call, receive: (outcome: Outcome) => void): Promise<void> {
    const { dice, time, device, server, ledger } = this.#parts;
    const { excuses } = ledger.recordOf(call.from);
    const answer = await server.answer(call);
    if (answer === undefined) ledger.disturbed(call.from, `${call.path} finds no server`);
    if (dice.happens(this.weather.answerLoss)) {
      ledger.disturbed(call.from, `the answer to ${call.path} is lost`);
      return;
    }
    time.startTimer(this.#latencyMs(), () => {
      // An answer does not outlive a way that is closed; a machine that sleeps finds it when it wakes.
      if (this.isCut) return;
      device.whenAwake(() => {
        if (answer?.status === 200) ledger.granted(call.from, keptAliveIds(call), excuses);
        receive(answer ?? 'UNREACHABLE');
      });
    });
  }

  #failInTheWay(receive: (outcome: Outcome) => void): void {
    const { dice, device } = this.#parts;
    if (dice.happens(0.5)) device.startTimer(this.#latencyMs(), () => receive('UNREACHABLE'));
  }

  #refuse(receive: (outcome: Outcome) => void): void {
    const { name, device, ledger } = this.#parts;
    ledger.disturbed(name, 'a request is refused in the way');
    device.startTimer(this.#latencyMs(), () => receive({ status: 503, body: '{"code":"INTERNAL"}' }));
  }

  #createLink(client: LinkClient): Link {
    const { name, username, time, device, dice, server } = this.#parts;
    this.#linkCount += 1;
    const id = `${name}-${String(this.#linkCount)}`;
    return new Link({
      ...{ id, from: name, username, time, device, dice, client },
      latencyMs: () => this.#latencyMs(),
      fateOf: (event) => this.#fateOf(event),
      onServerClosed: (closed) => {
        server.gone(closed);
      },
    });
  }

  /** Only items may vanish or come twice: all else a connection carries is only said once on it, and is said anew on the next. */
  #fateOf(event: string): 'ONCE' | 'TWICE' | 'NEVER' {
    const { dice, ledger, name } = this.#parts;
    const { weather } = this;
    if (event !== 'PresenceWebEvt') return 'ONCE';
    if (dice.happens(weather.vanishingPushes)) {
      ledger.vanished(name);
      return 'NEVER';
    }
    return dice.happens(weather.duplicatePushes) ? 'TWICE' : 'ONCE';
  }

  #latencyMs(): number {
    return this.#parts.dice.between(SHORTEST_LATENCY_MS, this.weather.longestLatencyMs);
  }
}
