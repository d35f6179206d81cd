import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@lampfield/test-servers';
import type { AttendedServer } from './attended-server.ts';
import type { NotifyArrivals } from './notify-arrivals.ts';
import { RingingPhones } from './ringing-phones.ts';

/** Between the beginnings of two calls; milliseconds. */
const CALL_INTERVAL_MS = 50;
const CALL_TIMEOUT_MS = 30_000;

/** From the phone's 180 to the attendant's screen; milliseconds. */
export interface RingTimes {
  readonly totalMs: number;
  /** Until this process read the NOTIFY. */
  readonly proxyMs: number;
  /** From there to the client. */
  readonly oursMs: number;
}

/** Who rings, who watches, and who looks at the NOTIFYs. */
export interface RingSite {
  readonly proxyPort: number;
  /** All lines are watched. */
  readonly server: AttendedServer;
  readonly arrivals: NotifyArrivals;
}

/** Calls each number once, one after the other at a steady pace, whatever is still ringing. */
export async function timeRinging({ proxyPort, server, arrivals }: RingSite, called: readonly string[]): Promise<RingTimes[]> {
  const phones = await RingingPhones.start(proxyPort, called);
  const shownAtMs = new Map<string, number>();
  server.onItem(({ identifier, state, raw }) => {
    if (state === 'RINGING' && raw === 'early' && !shownAtMs.has(identifier)) shownAtMs.set(identifier, performance.now());
  });
  const timeCall = async (number: string): Promise<RingTimes> => {
    const call = await phones.ring(number);
    const endMs = await waitUntil(() => shownAtMs.get(number), {
      what: `${number} to be shown as ringing`,
      timeoutMs: CALL_TIMEOUT_MS,
    });
    const readAtMs = arrivals.arrivedAtMs.get(call.callId) ?? Number.NaN;
    await call.cancel();
    return { totalMs: endMs - call.rangAtMs, proxyMs: readAtMs - call.rangAtMs, oursMs: endMs - readAtMs };
  };
  try {
    const calls = called.map(async (number, index) => {
      await pause(index * CALL_INTERVAL_MS);
      return timeCall(number);
    });
    return await Promise.all(calls);
  } finally {
    await phones.stop();
  }
}
