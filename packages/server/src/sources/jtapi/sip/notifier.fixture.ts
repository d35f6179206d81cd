import type { SipRequest, SipResponse } from './message/sip-message.ts';
import { writeMessage, type HeaderLine } from './message/write-message.ts';
import type { ScriptedTransport } from './scripted-transport.fixture.ts';

/** What a NOTIFY is like; what is left out is as a good notifier would write it. */
export interface NotifyDraft {
  /** Of Subscription-State; default `active;expires=600`. */
  readonly state?: string;
  readonly cseq?: number;
  readonly body?: string;
  /** The tag of the notifier; default `notifier`. */
  readonly tag?: string;
  readonly contentType?: string;
  /** Headers besides, or instead. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A dialog-info document about a line with the calls of the given states. */
export function dialogInfo(version: number, states: readonly string[], state = 'full'): string {
  const dialogs = states.map(
    (one, index) => `<dialog id="d${String(index)}" direction="recipient"><state>${one}</state></dialog>`,
  );
  const names = 'xmlns="urn:ietf:params:xml:ns:dialog-info"';
  return `<dialog-info ${names} version="${String(version)}" state="${state}" entity="sip:2001@pbx.test">${dialogs.join('')}</dialog-info>`;
}

/** Plays the far end of subscriptions by hand. */
export class Notifier {
  readonly #transport: ScriptedTransport;
  #branches = 0;

  constructor(transport: ScriptedTransport) {
    this.#transport = transport;
  }

  /** The SUBSCRIBEs so far, each once, however often it was sent. */
  get subscribes(): SipRequest[] {
    const byBranch = new Map(this.#transport.requests.map((request) => [request.via.parameters.get('branch'), request]));
    return [...byBranch.values()].filter(({ method }) => method === 'SUBSCRIBE');
  }

  /** The one that came last. */
  get last(): SipRequest {
    const last = this.subscribes.at(-1);
    if (last === undefined) throw new Error('There was no SUBSCRIBE');
    return last;
  }

  /** What the last NOTIFY was answered with. */
  get lastAnswer(): SipResponse | undefined {
    return this.#transport.responses.at(-1);
  }

  /** Answers a request. */
  respond(request: SipRequest, status: number, headers: readonly HeaderLine[] = []): void {
    const { headers: its } = request;
    const to = its.find('to') ?? '';
    const lines: HeaderLine[] = [
      ['from', its.find('from') ?? ''],
      ['to', request.to.parameters.has('tag') ? to : `${to};tag=response`],
      ['call-id', request.callId],
      ['cseq', its.find('cseq') ?? ''],
      ...headers,
    ];
    this.#transport.bring(writeMessage({ startLine: `SIP/2.0 ${String(status)} Said so`, headers: lines }, its.lines('via')));
  }

  /** Tells the subscription that the request is of. */
  notify(request: SipRequest, draft: NotifyDraft = {}): void {
    const { state = 'active;expires=600', cseq = 1, body = '', tag = 'notifier', contentType } = draft;
    this.#branches += 1;
    const headers: Record<string, string | undefined> = {
      from: `${request.headers.find('to')?.replace(/;tag=.*/, '') ?? ''};tag=${tag}`,
      to: request.headers.find('from'),
      'call-id': request.callId,
      cseq: `${String(cseq)} NOTIFY`,
      contact: '<sip:notifier@192.0.2.1:5060>',
      event: 'dialog',
      'subscription-state': state,
      'content-type': body === '' ? undefined : (contentType ?? 'application/dialog-info+xml'),
      ...draft.headers,
    };
    const lines = Object.entries(headers).flatMap(([name, value]): HeaderLine[] => (value === undefined ? [] : [[name, value]]));
    const via = `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKn${String(this.#branches)}`;
    this.#transport.bring(
      writeMessage({ startLine: 'NOTIFY sip:lampfield@192.0.2.7:5070 SIP/2.0', headers: lines, body: Buffer.from(body) }, [via]),
    );
  }

  /** Answers with 200 and tells a state, as a good notifier does. */
  accept(request: SipRequest, draft: NotifyDraft = {}): void {
    this.respond(request, 200, [['expires', '600']]);
    this.notify(request, draft);
  }
}
