import { getDescriptorLimit } from '../measure.ts';
import { lampfield } from '../fanout/lampfield/system.ts';
import { withLoadedSystem } from '../fanout/loaded-system.ts';
import { probe, type MemoryUse } from '../fanout/probe.ts';
import { measureInRounds, type RoundRow } from '../fanout/rounds.ts';
import type { FanoutSystem } from '../fanout/system.ts';
import { createWorkload, USUAL_SIZE } from '../fanout/workload.ts';
import { rawWs } from '../peers/raw-ws/system.ts';
import { socketIoRooms } from '../peers/socket-io/system.ts';
import { waitUntil } from '@lampfield/test-servers';

const SYSTEMS: readonly FanoutSystem[] = [lampfield, rawWs, socketIoRooms];
/** With both all contacts are watched, so that what a contact takes is the same in both, and drops out. */
const WATCHERS = [1000, 5000] as const;
const CONTACTS_EACH = [0, USUAL_SIZE.contactsEach] as const;
/** Besides connections: files, pipes, the listening sockets. */
const OTHER_DESCRIPTORS = 200;
/** The garbage of connecting takes more than one collection, and some of it time. Being asked takes a buffer or two; bytes. */
const SETTLED_WITHIN = 256 * 1024;

/** What a system takes with so many connected watchers. */
export interface WatcherUse extends MemoryUse {
  readonly what: 'watchers';
  readonly count: number;
  readonly contactsEach: number;
}

/** Each system with few and with many watchers, with and without contacts, each time in a fresh process. */
export function measureWatchers(): Promise<(RoundRow & WatcherUse)[]> {
  const limit = getDescriptorLimit();
  const most = Math.max(...WATCHERS) + OTHER_DESCRIPTORS;
  if (limit < most) {
    console.error(
      `the memory of watchers is left out: ${String(most)} open files are needed (ulimit -n), ${String(limit)} allowed`,
    );
    return Promise.resolve([]);
  }
  return measureInRounds('memory of watchers', SYSTEMS, async (system, program) => {
    const uses: WatcherUse[] = [];
    for (const contactsEach of CONTACTS_EACH)
      for (const watchers of WATCHERS) {
        const workload = createWorkload({ ...USUAL_SIZE, watchers, contactsEach });
        const use = await withLoadedSystem({ program, system, workload }, (_replay, { probePort }) => settledUse(probePort));
        uses.push({ what: 'watchers', count: watchers, contactsEach, ...use });
      }
    return uses;
  });
}

/** When it no longer changes. */
async function settledUse(probePort = 0): Promise<MemoryUse> {
  let last = await probe<MemoryUse>(probePort, 'memory');
  return waitUntil(
    async () => {
      const before = last;
      last = await probe<MemoryUse>(probePort, 'memory');
      return Math.abs(last.heapBytes - before.heapBytes) < SETTLED_WITHIN ? last : undefined;
    },
    { what: () => `the memory to settle: ${JSON.stringify(last)}`, timeoutMs: 30_000 },
  );
}
