import fc from 'fast-check';
import { createSeededChance } from '../../../core/seeded-chance.ts';
import { setUpSource } from './sip-source.fixture.ts';

const NUMBERS = ['2001', '2002', '2003', '2004'] as const;
const CALLS: readonly (readonly string[])[] = [[], ['trying'], ['early'], ['confirmed'], ['confirmed', 'early']];
const SHOWN = ['AVAILABLE', 'AVAILABLE', 'RINGING', 'ON_CALL', 'RINGING'];

/** What means something in a message. */
const PIECES = [
  ...[
    '\r\n',
    '\r\n\r\n',
    ' ',
    ';',
    ',',
    '"',
    '<',
    '>',
    '&x;',
    '<!DOCTYPE',
    ']]>',
    '\0',
    '99999999999',
    '-1',
    '0',
    '4294967295',
    'terminated',
  ],
  ...[
    'partial',
    'early',
    'confirmed',
    'sip:',
    '@',
    ';tag=x',
    'reason=rejected',
    'expires=0',
    'Expires: 4294967295\r\n',
    'SIP/2.0 404 No',
  ],
];

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('calls' as const), line: fc.nat(3), calls: fc.nat(CALLS.length - 1) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('observe' as const), line: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), line: fc.nat(3) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restart', 'silent', 'away', 'back', 'drop', 'lossy', 'clear') }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** How it is set up; what a proxy that is away is not told to end, it keeps until that expires. */
const site = fc.record({ transport: fc.constantFrom('udp' as const, 'tcp' as const), expiresSeconds: fc.constantFrom(60, 3600) });

function play(steps: readonly Step[], seed: number, given: typeof site extends fc.Arbitrary<infer S> ? S : never) {
  const { transport } = given;
  const all = setUpSource({ ...given, subscriptionsPerSecond: 100 });
  const { clock, proxy, watch } = all;
  const chance = createSeededChance(seed);
  const isLossy = (): boolean => transport === 'udp' && chance.next() < 0.3;
  const observed = new Set<string>();
  const faults = {
    restart: () => proxy.restart(),
    silent: () => void (proxy.isSilent = true),
    away: () => proxy.goAway(),
    back: () => proxy.comeBack(),
    drop: () => proxy.drop('2001'),
    lossy: () => void (proxy.loses = isLossy),
    clear: () => void (proxy.loses = () => false),
  };
  watch.start();
  for (const one of steps) {
    const number = 'line' in one ? (NUMBERS[one.line] ?? '2001') : '2001';
    if (one.kind === 'calls') proxy.setCalls(number, CALLS[one.calls] ?? []);
    else if (one.kind === 'observe') {
      observed.add(number);
      void watch.observe(number);
    } else if (one.kind === 'release') {
      observed.delete(number);
      watch.release(number);
    } else if (one.kind === 'wait') clock.advance(one.ms);
    else faults[one.kind]();
  }
  return { ...all, observed };
}

const runs = fc.tuple(fc.array(step, { maxLength: 40 }), fc.nat(), site);

describe('whatever happens', () => {
  it('when it is quiet again, every lamp is right, and the proxy has just the subscriptions that are wanted', () => {
    fc.assert(
      fc.property(runs, ([steps, seed, given]) => {
        const { clock, proxy, watch, observed, shown } = play(steps, seed, given);
        proxy.comeBack();
        proxy.loses = () => false;
        clock.advance(240_000);
        expect([watch.sink.state, watch.flaws]).toEqual(['UP', []]);
        const wanted = [...observed].sort();
        if (given.expiresSeconds === 60) expect(proxy.watched).toEqual(wanted);
        else expect(proxy.watched).toEqual(expect.arrayContaining(wanted));
        const right = wanted.map((number) => SHOWN[CALLS.indexOf(proxy.callsOf(number))] ?? 'AVAILABLE');
        expect(shown(...wanted)).toEqual(right);
      }),
      { numRuns: 300 },
    );
  });

  it('messages that are mangled on their way break nothing for long', () => {
    const damage = fc.record({
      at: fc.nat(),
      length: fc.nat(12),
      piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 60 }), fc.constantFrom('udp', 'tcp'), (damages, transport) => {
        const { clock, proxy, watch, observe, shown } = setUpSource({ transport, expiresSeconds: 60 });
        let count = 0;
        proxy.mangle = (bytes) => {
          const { at, length, piece } = damages[(count += 1) % damages.length] ?? { at: 0, length: 0, piece: '' };
          if (count % 2 === 0) return bytes;
          const text = bytes.toString('latin1');
          const start = at % (text.length + 1);
          return Buffer.from(text.slice(0, start) + piece + text.slice(start + length), 'latin1');
        };
        watch.start();
        observe(...NUMBERS);
        for (let round = 0; round < 30; round += 1) {
          const number = NUMBERS[round % NUMBERS.length] ?? '2001';
          proxy.setCalls(number, CALLS[round % CALLS.length] ?? []);
          clock.advance(5000);
        }
        proxy.mangle = (bytes) => bytes;
        clock.advance(600_000);
        expect([watch.sink.state, watch.flaws]).toEqual(['UP', []]);
        expect(shown(...NUMBERS)).toEqual(NUMBERS.map((number) => SHOWN[CALLS.indexOf(proxy.callsOf(number))]));
      }),
      { numRuns: 40 },
    );
  });

  it('it stops in time and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async ([steps, seed, given]) => {
        const { clock, watch } = play(steps, seed, given);
        let isStopped = false;
        void watch.stop().then(() => {
          isStopped = true;
        });
        await clock.advanceAsync(4900, 10);
        expect(isStopped).toBe(true);
        watch.sink.clear();
        await clock.advanceAsync(100_000);
        expect([watch.sink.events, watch.flaws]).toEqual([[], []]);
      }),
      { numRuns: 100 },
    );
  });
});
