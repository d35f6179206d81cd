import { findProgram, getFreePort, getProgram, portAnswers, makeServerDirectory, SpawnedServer } from '@lampfield/test-servers';
import { step } from '../../fanout/replay-plan.ts';
import type { FanoutSystem } from '../../fanout/system.ts';
import { idOf, itemTextOf, messagesOf } from '../../fanout/workload.ts';

const CONNECT = 'CONNECT {"verbose":false,"pedantic":false}\r\n';

/** The NATS server of Debian: a subject a contact. */
export const nats: FanoutSystem = {
  name: 'nats',
  findMissing: () => (findProgram('nats-server') === undefined ? 'not installed (Debian package nats-server)' : undefined),
  start: async (workload) => {
    const port = await getFreePort();
    const server = await SpawnedServer.start({
      name: 'nats',
      command: getProgram('nats-server'),
      args: ['-a', '127.0.0.1', '-p', String(port)],
      directory: await makeServerDirectory('nats'),
      isReady: () => portAnswers(port),
    });
    const subscribe = (contacts: readonly number[]): string =>
      contacts.map((contact, index) => `SUB p.${idOf(contact)} ${String(index + 1)}\r\n`).join('');
    const publish = (subject: string, text: string): Buffer =>
      Buffer.from(`PUB ${subject} ${String(Buffer.byteLength(text))}\r\n${text}\r\n`);
    return {
      pids: [server.pid ?? 0],
      plan: {
        ping: Buffer.from('PING\r\n'),
        pong: Buffer.from('PONG\r\n'),
        watchers: workload.watched.map((contacts) => ({
          port,
          steps: [step(`${CONNECT}${subscribe(contacts)}PING\r\n`, 'PONG\r\n')],
        })),
        publisher: { port, steps: [step(`${CONNECT}PING\r\n`, 'PONG\r\n')] },
        messages: messagesOf(workload, (line, contact) => publish(`p.${idOf(contact)}`, itemTextOf(line))),
      },
      stop: () => server.stop(),
    };
  },
};
