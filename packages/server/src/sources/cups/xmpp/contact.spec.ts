import fc from 'fast-check';
import { afterPresence, afterRosterNews, afterSubscribeSent, judge, newContact, type Contact } from './contact.ts';
import type { PresenceNews } from './presence-stanza.ts';
import type { RosterEntry } from './roster-stanza.ts';

const BOB = 'bob@chat.test';
type Step = (contact: Contact) => Contact;

function push(subscription: RosterEntry['subscription'] | 'remove', isAsked = false): Step {
  const entry = subscription === 'remove' ? undefined : { bare: BOB, subscription, isAsked, groups: ['lampfield'] };
  return (contact) => afterRosterNews(contact, entry);
}

function available(resource = 'desk', show?: 'dnd' | 'away'): Step {
  const presence = { show, priority: 0, status: undefined, stampMs: undefined };
  return (contact) => afterPresence(contact, { kind: 'available', bare: BOB, resource, stampMs: undefined, presence });
}

function says(kind: 'unavailable' | 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed', resource = ''): Step {
  return (contact) => afterPresence(contact, { kind, bare: BOB, resource, stampMs: undefined });
}

function fails(condition: string): Step {
  return (contact) => afterPresence(contact, { kind: 'error', condition, bare: BOB, resource: '', stampMs: undefined });
}

const asks: Step = afterSubscribeSent;
const waitsInVain: Step = (contact) => ({ ...contact, isOverdue: true });

function live(...steps: Step[]): Contact {
  return steps.reduce((contact, step) => step(contact), newContact(BOB));
}

function outcome(...steps: Step[]): string {
  const verdict = judge(live(...steps));
  return verdict === undefined ? 'nothing yet' : [verdict.state, verdict.reason].filter(Boolean).join(' ');
}

const accepted = [push('none'), asks, push('none', true), push('to')];

describe('a contact', () => {
  it.each<[string, Step[], string]>([
    ['nothing is known', [], 'nothing yet'],
    ['it was asked', [push('none'), asks, push('none', true)], 'nothing yet'],
    ['it does not answer', [push('none'), asks, push('none', true), waitsInVain], 'UNKNOWN PENDING'],
    ['prosody says that we may not see it yet', [push('none'), asks, says('unavailable'), push('none', true)], 'nothing yet'],
    ['prosody said so and it does not answer', [asks, says('unavailable'), waitsInVain], 'UNKNOWN PENDING'],
    ['prosody said so and then it agreed', [asks, says('unavailable'), push('none', true), push('to')], 'nothing yet'],
    ['it agreed and has not shown itself', accepted, 'nothing yet'],
    ['it agreed and does not show itself', [...accepted, waitsInVain], 'OFFLINE'],
    ['it agreed late', [asks, waitsInVain, push('to')], 'nothing yet'],
    ['it agreed and shows itself', [...accepted, available()], 'AVAILABLE'],
    ['it shows itself before the list says that it agreed', [asks, available(), push('to')], 'AVAILABLE'],
    ['it shows itself to us without having agreed', [asks, available()], 'nothing yet'],
    ['one of two clients goes', [...accepted, available('a', 'away'), available('b'), says('unavailable', 'b')], 'AWAY'],
    ['all clients go', [...accepted, available(), says('unavailable', 'desk')], 'OFFLINE'],
    ['the server says that nobody is there', [...accepted, available('a'), available('b'), says('unavailable')], 'OFFLINE'],
    ['a client that is not known goes', [...accepted, says('unavailable', 'phone')], 'OFFLINE'],
    ['both see each other', [push('both'), available()], 'AVAILABLE'],
    ['only it sees us', [push('from'), available(), waitsInVain], 'UNKNOWN PENDING'],
  ])('when %s', (_when, steps, expected) => {
    expect(outcome(...steps)).toBe(expected);
  });

  it.each<[string, Step[], string]>([
    ['refuses, as prosody tells it', [asks, push('none', true), says('unsubscribed'), push('none')], 'UNKNOWN DENIED'],
    ['refuses, as ejabberd tells it', [asks, push('none', true), push('none'), says('unsubscribed')], 'UNKNOWN DENIED'],
    ['refuses before the list shows that it was asked', [asks, says('unsubscribed')], 'UNKNOWN DENIED'],
    ['refuses late, as prosody tells it', [...accepted, available(), says('unsubscribed'), push('none')], 'UNKNOWN DENIED'],
    ['refuses late, as ejabberd tells it', [...accepted, available(), push('none'), says('unsubscribed')], 'UNKNOWN DENIED'],
    ['refuses and then agrees', [asks, says('unsubscribed'), push('none'), push('to'), available()], 'AVAILABLE'],
    [
      'refuses and is unavailable for it',
      [...accepted, says('unsubscribed'), push('none'), says('unavailable')],
      'UNKNOWN DENIED',
    ],
    ['answers the end of a subscription by itself', [push('to'), push('remove'), says('unsubscribed')], 'UNKNOWN PENDING'],
    ['is taken off the list by somebody else', [...accepted, available(), push('remove')], 'UNKNOWN PENDING'],
    ['asks or gives up to see us', [...accepted, available(), says('subscribe'), says('unsubscribe')], 'AVAILABLE'],
    ['says what the list will say', [asks, says('subscribed')], 'nothing yet'],
  ])('when it %s', (_when, steps, expected) => {
    expect(outcome(...steps)).toBe(expected);
  });

  it.each([
    ['item-not-found', 'UNKNOWN NOT_FOUND'],
    ['remote-server-not-found', 'UNKNOWN NOT_FOUND'],
    ['forbidden', 'UNKNOWN DENIED'],
    ['not-allowed', 'UNKNOWN DENIED'],
    ['resource-constraint', 'UNKNOWN SOURCE_FULL'],
    ['remote-server-timeout', 'UNKNOWN PENDING'],
    ['something-new', 'UNKNOWN PENDING'],
  ])('when asking it fails with %s', (condition, expected) => {
    expect(outcome(push('none'), asks, push('none', true), fails(condition))).toBe(expected);
    expect(judge(live(asks, fails(condition)))?.raw).toBe(condition);
  });

  it('is seen again after its server was out of reach', () => {
    expect(outcome(...accepted, available(), fails('remote-server-timeout'))).toBe('UNKNOWN PENDING');
    expect(outcome(...accepted, available(), fails('remote-server-timeout'), available())).toBe('AVAILABLE');
  });

  it('is said to be OFFLINE only while it lets us see it', () => {
    const steps = fc.constantFrom<Step>(
      ...[push('none'), push('none', true), push('to'), push('both'), push('from'), push('remove'), asks, waitsInVain],
      ...[
        available('a'),
        available('b', 'dnd'),
        says('unavailable'),
        says('unavailable', 'a'),
        says('unsubscribed'),
        fails('forbidden'),
      ],
    );
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 20 }), (history) => {
        const contact = live(...history);
        const state = judge(contact)?.state ?? 'UNKNOWN';
        if (state !== 'UNKNOWN') expect(['to', 'both']).toContain(contact.entry?.subscription);
      }),
    );
  });

  it('remembers a bounded number of clients, the latest', () => {
    const contact = live(
      ...accepted,
      ...Array.from({ length: 100 }, (_, number) => available(String(number), number === 99 ? 'dnd' : 'away')),
    );
    expect(judge(contact)).toMatchObject({ state: 'DND', activity: { resources: 32 } });
  });

  it('does not mind resources with the names of object members', () => {
    const news = (resource: string): PresenceNews => ({ kind: 'unavailable', bare: BOB, resource, stampMs: undefined });
    expect(judge(afterPresence(live(...accepted, available('__proto__')), news('constructor')))?.state).toBe('AVAILABLE');
  });
});
