import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { heapBytes } from '../measure.ts';
import { listen } from './feed.ts';

/** What a server takes after the garbage is gone; without the kernel's buffers of its connections. */
export interface MemoryUse {
  readonly heapBytes: number;
  readonly rssBytes: number;
}

type Answers = Readonly<Record<string, () => object>>;

/** Lets the bench ask a server of the comparison about its inside: `GET /name` on a port of its own, which this settles with. */
export function answerProbes(more: Answers = {}): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const answers: Answers = {
    memory: () => ({ heapBytes: heapBytes(), rssBytes: process.memoryUsage.rss() }) satisfies MemoryUse,
    watchLoop: () => {
      delay.reset();
      delay.enable();
      return {};
    },
    loop: () => {
      delay.disable();
      return { longestHoldMs: delay.max / 1e6 } satisfies LoopHold;
    },
    ...more,
  };
  return listen(
    createServer((request, response) => {
      response.end(JSON.stringify(answers[request.url?.slice(1) ?? '']?.()));
    }),
  );
}

/** The longest that the server's event loop was held since it was watched, a millisecond too long at most. */
export interface LoopHold {
  readonly longestHoldMs: number;
}

/** Asks a server that {@link answerProbes}. */
export async function probe<T>(port: number, name: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/${name}`);
  return (await response.json()) as T;
}
