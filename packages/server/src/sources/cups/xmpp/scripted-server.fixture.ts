import type { ManualClock } from '../../../testing/manual-clock.ts';
import { ROSTER_NAMESPACE } from './roster-stanza.ts';
import { xml, type XmlElement } from './xmpp-library.ts';
import { RequestRefusedError, StreamEndedError, type XmppStream, type XmppStreamParts } from './xmpp-stream.ts';

interface ScriptedEntry {
  subscription: string;
  ask?: 'subscribe' | undefined;
  groups: string[];
}

/** Somebody on the scripted server. `show` undefined: not there. */
export interface ScriptedPerson {
  show: 'chat' | 'away' | 'dnd' | undefined;
  accepts: boolean;
}

/** A chat server in one object, which answers at once and in the order that prosody has. */
export class ScriptedServer {
  readonly clock: ManualClock;
  readonly roster = new Map<string, ScriptedEntry>();
  readonly people = new Map<string, ScriptedPerson>();
  readonly sent: string[] = [];
  readonly openedAtMs: number[] = [];
  /** Streams that are opened come online by themselves. */
  isUp = true;
  isMute = false;
  refusal: string | undefined;
  #parts: XmppStreamParts | undefined;
  #pending: { answer: () => void; reject: (error: Error) => void }[] = [];
  heardAtMs = 0;

  constructor(clock: ManualClock) {
    this.clock = clock;
  }

  readonly open = (parts: XmppStreamParts): XmppStream => {
    this.openedAtMs.push(this.clock.monotonicMs());
    this.#parts = parts;
    this.heardAtMs = this.clock.monotonicMs();
    this.clock.startTick(() => {
      if (this.#parts !== parts) return;
      if (this.isUp) parts.events.onOnline();
      else this.end();
    });
    const getHeardAtMs = (): number => this.heardAtMs;
    return {
      get heardAtMs() {
        return getHeardAtMs();
      },
      send: (stanza) => this.#take(stanza),
      request: (iq) => this.#answer(iq),
      close: () => {
        this.#forget();
        return Promise.resolve();
      },
      abort: () => this.#forget(),
    };
  };

  /** The stream ends, as the network or the server has it. */
  end(): void {
    const parts = this.#parts;
    this.#forget();
    parts?.events.onEnded({ kind: 'lost', detail: 'scripted' });
  }

  /** Answers again, also what it left unanswered. */
  speak(): void {
    this.isMute = false;
    for (const { answer } of this.#pending.splice(0)) answer();
  }

  say(stanza: XmlElement): void {
    this.heardAtMs = this.clock.monotonicMs();
    this.#parts?.events.onStanza(stanza);
  }

  push(jid: string): void {
    this.say(xml('iq', { type: 'set' }, xml('query', { xmlns: ROSTER_NAMESPACE }, itemOf(jid, this.roster.get(jid)))));
  }

  show(jid: string, show: ScriptedPerson['show'], resource = 'desk'): void {
    const person = this.people.get(jid);
    if (person !== undefined) person.show = show;
    if (this.roster.get(jid)?.subscription !== 'to') return;
    const from = `${jid}/${resource}`;
    if (show === undefined) this.say(xml('presence', { from, type: 'unavailable' }));
    else this.say(xml('presence', { from }, xml('show', {}, show)));
  }

  #forget(): void {
    this.#parts = undefined;
    for (const { reject } of this.#pending.splice(0)) reject(new StreamEndedError('over'));
  }

  #take(stanza: XmlElement): void {
    const { to = '', type = 'available' } = stanza.attrs;
    this.sent.push(`${type} ${to}`.trim());
    if (type === 'subscribe') this.#subscribe(to);
    if (type === 'unsubscribe') this.#setSubscription(to, 'none');
    if (type === 'available') for (const [jid, { subscription }] of this.roster) if (subscription === 'to') this.#showAsIs(jid);
    if (type === 'probe') this.#showAsIs(to);
  }

  #showAsIs(jid: string): void {
    const person = this.people.get(jid);
    if (person?.show !== undefined) this.show(jid, person.show);
  }

  #subscribe(jid: string): void {
    const entry = this.roster.get(jid) ?? { subscription: 'none', groups: [] };
    this.roster.set(jid, { ...entry, ask: 'subscribe' });
    this.push(jid);
    if (this.people.get(jid)?.accepts === true) this.#setSubscription(jid, 'to');
  }

  #setSubscription(jid: string, subscription: string): void {
    const entry = this.roster.get(jid);
    if (entry === undefined) return;
    this.roster.set(jid, { subscription, groups: entry.groups });
    this.push(jid);
    if (subscription === 'to') this.#showAsIs(jid);
  }

  #answer(iq: XmlElement): Promise<XmlElement> {
    if (this.#parts === undefined) return Promise.reject(new StreamEndedError('over'));
    const items = iq.getChild('query', ROSTER_NAMESPACE)?.getChildren('item');
    this.sent.push(
      ['iq', ...(items ?? []).map(({ attrs }) => `${attrs['subscription'] ?? 'set'} ${attrs['jid'] ?? ''}`)].join(' '),
    );
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        if (this.refusal !== undefined) reject(new RequestRefusedError(this.refusal));
        else resolve(this.#result(items));
      };
      this.#pending.push({ answer, reject });
      if (!this.isMute) this.#pending.pop()?.answer();
    });
  }

  #result(items: XmlElement[] | undefined): XmlElement {
    for (const item of items ?? []) this.#change(item);
    const list = [...this.roster].map(([jid, entry]) => itemOf(jid, entry));
    return xml('iq', { type: 'result' }, xml('query', { xmlns: ROSTER_NAMESPACE }, ...list));
  }

  #change(item: XmlElement): void {
    const jid = item.attrs['jid'] ?? '';
    const groups = item.getChildren('group').map((group) => group.text());
    if (item.attrs['subscription'] === 'remove') this.roster.delete(jid);
    else this.roster.set(jid, { ...(this.roster.get(jid) ?? { subscription: 'none' }), groups });
    this.push(jid);
  }
}

function itemOf(jid: string, entry: ScriptedEntry | undefined): XmlElement {
  if (entry === undefined) return xml('item', { jid, subscription: 'remove' });
  const groups = entry.groups.map((group) => xml('group', {}, group));
  return xml('item', { jid, subscription: entry.subscription, ask: entry.ask }, ...groups);
}
