import { ManualClock } from '../../../../testing/manual-clock.ts';
import { SipAgent } from '../agent/sip-agent.ts';
import { DigestKeyring } from '../digest/digest-keyring.ts';
import { Notifier } from '../notifier.fixture.ts';
import { ScriptedTransport } from '../scripted-transport.fixture.ts';
import type { Hop } from '../transport/sip-transport.ts';
import type { SubscriptionEvents, SubscriptionSettings } from './subscription-parts.ts';
import { Subscription } from './subscription.ts';

/** Where the tests' proxy is. */
const PROXY: Hop = { transport: 'UDP', host: 'proxy.test', port: 5060 };

/** One subscription with everything below it, and a far end that is played by the test. It gets its turn as soon as it wants it. */
export function setUpSubscription(
  given: { settings?: Partial<SubscriptionSettings>; password?: string; proxy?: Hop; chance?: number } = {},
) {
  const { proxy = PROXY, chance = 0 } = given;
  const clock = new ManualClock();
  const transport = new ScriptedTransport(proxy.transport, clock, {
    onMessage: (message, origin) => agent.receive(message, origin),
    onLost: () => undefined,
  });
  let tokens = 0;
  const randomToken = (): string => `t${String((tokens += 1))}`;
  const keyring = new DigestKeyring(
    given.password === undefined ? undefined : { username: 'lampfield', password: given.password },
    randomToken,
  );
  const agent = new SipAgent({ clock, randomToken, transport, proxy, keyring, from: 'sip:lampfield@pbx.test' });
  const told: string[] = [];
  const site = { caller: agent as SipAgent | undefined, mayAsk: true, hasPlace: true, isSeated: false };
  const events: SubscriptionEvents = {
    onWish: (one) => one.takeTurn(),
    onState: (_one, { document, isRead }) => void told.push(`${isRead ? 'read' : 'told'} ${document?.text ?? 'nothing'}`),
    onUnknown: (_one, reason) => void told.push(`unknown ${reason}`),
    onForgotten: () => void told.push('forgotten'),
    onAuthorized: () => undefined,
    onUnauthorized: (_one, detail) => void told.push(`unauthorized: ${detail ?? 'held'}`),
    onRefused: (_one, detail, reason) => void told.push(`refused ${detail}: ${reason}`),
    onOver: () => void told.push('over'),
  };
  const settings = {
    ...{
      from: 'sip:lampfield@pbx.test',
      eventPackage: 'dialog',
      contentTypes: ['application/dialog-info+xml'],
      expiresSeconds: 600,
    },
    ...given.settings,
  };
  const subscription = new Subscription('sip:2001@pbx.test', {
    ...{ clock, chance: { next: () => chance }, randomToken, settings, events },
    findCaller: () => site.caller,
    permits: {
      get isRefused() {
        return !site.mayAsk;
      },
      get isOpen() {
        return site.mayAsk;
      },
      maySignIn: () => site.mayAsk,
      mayAsk: () => site.mayAsk,
      takePlace: () => (site.isSeated = site.hasPlace),
      freePlace: () => void (site.isSeated = false),
    },
  });
  const notifier = new Notifier(transport);
  /** Runs what is due, and forgets what was told so far. */
  const news = (): string[] => {
    clock.tick();
    return told.splice(0);
  };
  /** Subscribes, and is active. */
  const activate = (): void => {
    subscription.takeTurn();
    notifier.accept(notifier.last, { body: 'first' });
    news();
  };
  return { clock, transport, agent, site, subscription, notifier, news, activate };
}
