import type { JtapiBridgeEvents, JtapiCall, JtapiTroubleCode, LineRefusal } from '@lampfield/jtapi-bridge';
import type { LineBridge } from './jtapi-source.ts';

/** What is asked of a bridge, in words. */
type Asked = `${'watch' | 'renew' | 'unwatch' | 'read'} ${string}`;

/** A bridge to a phone system that a spec scripts: it answers at once, unless it is told to be silent. */
export class ScriptedBridge implements LineBridge {
  readonly asked: Asked[] = [];
  readonly #events: JtapiBridgeEvents;
  readonly #watches = new Map<string, number>();
  readonly #calls = new Map<string, readonly JtapiCall[]>();
  /** What the phone system knows, and the library does not before the line is renewed. */
  readonly #lost = new Map<string, readonly JtapiCall[]>();
  readonly #refusals = new Map<string, Pick<LineRefusal, 'step' | 'reason'>>();
  isSilent = false;
  /** Comes into service by itself when it is started. */
  isReachable = false;
  #isInService = false;
  #isStopped = false;

  constructor(events: JtapiBridgeEvents) {
    this.#events = events;
  }

  /** Numbers of the lines that are watched now. */
  get watched(): string[] {
    return [...this.#watches.keys()];
  }

  start(): void {
    this.#events.onTrouble({ code: 'STARTING', detail: 'starting' });
    if (this.isReachable) queueMicrotask(() => this.comeIntoService());
  }

  watch(dn: string, watch: number): void {
    this.asked.push(`watch ${dn}`);
    this.#watches.set(dn, watch);
    this.#answer(dn);
  }

  renew(dn: string, watch: number): void {
    this.asked.push(`renew ${dn}`);
    this.#watches.set(dn, watch);
    const lost = this.#lost.get(dn);
    if (lost !== undefined) this.#calls.set(dn, lost);
    this.#lost.delete(dn);
    this.#answer(dn);
  }

  unwatch(dn: string): void {
    this.asked.push(`unwatch ${dn}`);
    this.#watches.delete(dn);
  }

  readAgain(dn: string): void {
    this.asked.push(`read ${dn}`);
    this.#answer(dn);
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    return Promise.resolve();
  }

  comeIntoService(): void {
    this.#isInService = true;
    this.#watches.clear();
    if (!this.#isStopped) this.#events.onInService();
  }

  fail(code: JtapiTroubleCode = 'BRIDGE_ENDED'): void {
    this.#isInService = false;
    if (!this.#isStopped) this.#events.onTrouble({ code, detail: `trouble ${code}` });
  }

  /** What the line does from now on; a call is over when it is left out. */
  setCalls(dn: string, ...calls: readonly JtapiCall[]): void {
    this.#calls.set(dn, calls);
    this.#answer(dn);
  }

  /** Like {@link setCalls}, but the events are lost on their way. */
  loseCalls(dn: string, ...calls: readonly JtapiCall[]): void {
    this.#lost.set(dn, calls);
  }

  /** An event of the line that changes nothing. */
  stir(dn: string): void {
    this.#answer(dn);
  }

  /** What becomes of the line when it is asked for from now on; undefined lets it be. */
  refuse(dn: string, refusal?: Pick<LineRefusal, 'step' | 'reason'>): void {
    if (refusal === undefined) this.#refusals.delete(dn);
    else this.#refusals.set(dn, refusal);
  }

  /** Says something of a watch that may be long over. */
  tellOld(dn: string, watch: number): void {
    this.#events.onLine({ dn, watch, addresses: [{ address: dn, inService: false, calls: [] }] });
  }

  /** Answers what was asked for in silence. */
  answerAll(): void {
    this.isSilent = false;
    for (const dn of this.watched) this.#answer(dn);
  }

  #answer(dn: string): void {
    const watch = this.#watches.get(dn);
    if (watch === undefined || this.isSilent || !this.#isInService || this.#isStopped) return;
    const refusal = this.#refusals.get(dn);
    if (refusal !== undefined) this.#events.onRefused({ dn, watch, detail: 'scripted', ...refusal });
    if (refusal !== undefined && refusal.step !== 'observe') return;
    this.#events.onLine({ dn, watch, addresses: [{ address: dn, inService: true, calls: this.#calls.get(dn) ?? [] }] });
  }
}

/** A call of a line with 1001. */
export function callWith(call: Partial<JtapiCall> = {}): JtapiCall {
  const peers = [{ state: 'ESTABLISHED', number: '1001' }];
  return { id: 'c1', state: 'ESTABLISHED', terminals: ['TALKING'], direction: 'in', peers, ...call };
}
