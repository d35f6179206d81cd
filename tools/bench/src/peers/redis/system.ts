import { findProgram, getFreePort, getProgram, portAnswers, makeServerDirectory, SpawnedServer } from '@lampfield/test-servers';
import { step } from '../../fanout/replay-plan.ts';
import type { FanoutSystem } from '../../fanout/system.ts';
import { idOf, itemTextOf, messagesOf } from '../../fanout/workload.ts';

/** A command as Redis reads it: an array of texts. */
function command(...words: readonly string[]): Buffer {
  const texts = words.map((word) => `$${String(Buffer.byteLength(word))}\r\n${word}\r\n`);
  return Buffer.from(`*${String(words.length)}\r\n${texts.join('')}`);
}

/** The publish and subscribe of Redis. */
export const redis: FanoutSystem = {
  name: 'redis',
  findMissing: () => (findProgram('redis-server') === undefined ? 'not installed (Debian package redis-server)' : undefined),
  start: async (workload) => {
    const port = await getFreePort();
    const server = await SpawnedServer.start({
      name: 'redis',
      command: getProgram('redis-server'),
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      directory: await makeServerDirectory('redis'),
      isReady: () => portAnswers(port),
    });
    const none = Buffer.alloc(0);
    return {
      pids: [server.pid ?? 0],
      plan: {
        ping: none,
        pong: none,
        watchers: workload.watched.map((contacts) => ({
          port,
          steps: [step(command('SUBSCRIBE', ...contacts.map(idOf)), `:${String(contacts.length)}\r\n`)],
        })),
        publisher: { port, steps: [] },
        messages: messagesOf(workload, (line, contact) => command('PUBLISH', idOf(contact), itemTextOf(line))),
      },
      stop: () => server.stop(),
    };
  },
};
