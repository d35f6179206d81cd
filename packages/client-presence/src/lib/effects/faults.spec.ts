import type { PresenceState } from '@lampfield/protocol';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import type { ShownPresence } from '../state/shown-presence.ts';

const SHOWN = ['9100_JTAPI', '9101_JTAPI', 'anna@example.org_CUPS'];
const STATES: readonly PresenceState[] = ['AVAILABLE', 'RINGING', 'ON_CALL', 'DND', 'AWAY', 'OFFLINE'];
const PATHS = ['presence/bulkUpdateSubscription', 'presence/forcePushPresenceItems', 'reload'];

/** Sleep is noticed within that time of being awake. */
const NOTICED_AFTER_MS = 5000;

/** One thing that happens to a client; time passes after each. */
type Happening =
  | { readonly what: 'change'; readonly id: string; readonly state: PresenceState }
  | { readonly what: 'drop' | 'reconnect' | 'restart' | 'endByServer' | 'outage' | 'recovery' }
  | { readonly what: 'fault'; readonly path: string; readonly fault: 503 | 'OFFLINE' | 'SILENCE' }
  | { readonly what: 'sleep'; readonly ms: number };

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('change' as const),
      id: fc.constantFrom(...SHOWN),
      state: fc.constantFrom(...STATES),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constantFrom('drop', 'reconnect', 'restart', 'endByServer', 'outage', 'recovery' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('fault' as const),
      path: fc.constantFrom(...PATHS),
      fault: fc.constantFrom(503 as const, 'OFFLINE' as const, 'SILENCE' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('sleep' as const), ms: fc.integer({ min: 1000, max: 3_600_000 }) }) },
);

const anyStory = fc.array(fc.tuple(anyHappening, fc.integer({ min: 0, max: 300_000 })), { minLength: 1, maxLength: 12 });

describe('whatever happens to the network, the server and the machine', () => {
  it('a lamp that looks certain is right, and when everything is quiet every lamp is certain and right', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        TestBed.resetTestingModule();
        const harness = await PresenceHarness.connected();
        await harness.show(SHOWN);
        for (const [happening, thenMs] of story) {
          happen(harness, happening);
          await harness.clock.advance(happening.what === 'sleep' ? thenMs + NOTICED_AFTER_MS : thenMs);
          expect(SHOWN.filter((id) => isWrong(harness, id))).toEqual([]);
        }
        await becomeQuiet(harness);
        expect(SHOWN.filter((id) => isWrong(harness, id) || !isCertain(harness.lamp(id)))).toEqual([]);
        expect(SHOWN.filter((id) => !harness.server.holds(id))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

function happen(harness: PresenceHarness, happening: Happening): void {
  const { server } = harness;
  switch (happening.what) {
    case 'change':
      server.change(happening.id, { state: happening.state });
      return;
    case 'fault':
      server.faults.set(happening.path, [...(server.faults.get(happening.path) ?? []), happening.fault]);
      return;
    case 'outage':
      server.lasting.set('*', 'OFFLINE');
      return;
    case 'recovery':
      server.lasting.clear();
      return;
    case 'sleep':
      // A server gives up a client that is silent for that long; the client does not know yet.
      if (happening.ms >= 20_000) harness.socket().isOpen = false;
      harness.clock.sleep(happening.ms);
      return;
    default:
      happenToSocket(harness, happening.what);
  }
}

function happenToSocket(harness: PresenceHarness, what: 'drop' | 'reconnect' | 'restart' | 'endByServer'): void {
  const socket = harness.socket();
  if (what === 'reconnect') {
    if (!socket.isOpen && socket.active) reconnect(harness);
    return;
  }
  if (what === 'restart') harness.server.restart();
  if (!socket.isOpen) return;
  if (what === 'endByServer') socket.endByServer();
  else socket.drop();
}

function reconnect(harness: PresenceHarness): void {
  harness.socket().open();
  harness.socket().receive('hello', { serverEpoch: harness.server.epoch, serverTime: 1 });
}

/** The faults end; Socket.IO connects again as it does. */
async function becomeQuiet(harness: PresenceHarness): Promise<void> {
  harness.server.faults.clear();
  harness.server.lasting.clear();
  await harness.clock.advance(70_000);
  for (let time = 0; time < 3; time += 1) {
    if (!harness.socket().isOpen && harness.socket().active) reconnect(harness);
    await harness.clock.advance(70_000);
  }
}

function isCertain(lamp: ShownPresence | undefined): boolean {
  return lamp !== undefined && lamp.stale !== true && lamp.state !== 'UNKNOWN';
}

/** A certain lamp that shows something else than the source says. */
function isWrong(harness: PresenceHarness, id: string): boolean {
  const lamp = harness.lamp(id);
  const truth = harness.server.items.get(id)?.state;
  return isCertain(lamp) && truth !== undefined && lamp?.state !== truth;
}
