import { presenceId, type PresenceId, type PresenceState } from '@lampfield/protocol';
import { startKamailio, type KamailioServer } from '../kamailio.ts';
import { SIP_TEST_DOMAIN } from '../kamailio-config.ts';
import { SipPhone } from '../sip-phone.ts';
import type { SitePart } from './site-part.ts';
import { SITE_PEOPLE } from './site-people.ts';

/** The people whose phones are there. */
const CALLERS = SITE_PEOPLE.slice(0, 2);
const CALLED = SITE_PEOPLE.slice(2, 4);

/** A kamailio with two people on the phone, and two others after each crash. */
export class PhonePart implements SitePart {
  readonly type = 'JTAPI';
  readonly truth = new Map<PresenceId, PresenceState>();
  readonly #server: KamailioServer;
  readonly #phones: readonly SipPhone[];
  #turn = 0;

  private constructor(server: KamailioServer, phones: readonly SipPhone[]) {
    this.#server = server;
    this.#phones = phones;
  }

  static async start(): Promise<PhonePart> {
    const server = await startKamailio();
    const phones: SipPhone[] = [];
    try {
      for (const { number } of [...CALLERS, ...CALLED]) phones.push(await SipPhone.start(server, number, 'by itself'));
    } catch (error) {
      await Promise.all([...phones, server].map((one) => one.stop()));
      throw error;
    }
    const part = new PhonePart(server, phones);
    await part.#call();
    return part;
  }

  get yaml(): string {
    const address = `registrar: "127.0.0.1:${String(this.#server.port)}", from: "sip:lampfield@${SIP_TEST_DOMAIN}"`;
    return `  JTAPI: { type: sip, ${address}, pingSeconds: 1, pingTimeoutSeconds: 2 }\n`;
  }

  /** The calls are over: a proxy that was started again knows nothing of them. */
  async crash(): Promise<void> {
    await this.#server.crash();
    await Promise.all(this.#phones.map((phone) => phone.dropCalls()));
  }

  async comeBack(): Promise<void> {
    await this.#server.startAgain();
    await Promise.all(this.#phones.map((phone) => phone.register()));
    await this.#call();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#phones, this.#server].map((one) => one.stop()));
  }

  /** One pair talks, and the other one the time after. */
  async #call(): Promise<void> {
    this.#turn += 1;
    const callee = CALLED[this.#turn % CALLED.length];
    const caller = this.#phones[this.#turn % CALLERS.length];
    if (callee === undefined || caller === undefined) throw new Error('nobody can call');
    await caller.call(callee.number);
    for (const { number } of SITE_PEOPLE) this.truth.set(presenceId(number, this.type), 'AVAILABLE');
    for (const { number } of [caller, callee]) this.truth.set(presenceId(number, this.type), 'ON_CALL');
  }
}
