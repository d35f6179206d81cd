import { connect } from 'node:net';
import type { Clock } from '@lampfield/supervised-child';

/** Where to, and how long an answer may take; milliseconds. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

/** What came of a question over TCP: the whole answer, or why there is none, in the system's words (`ECONNREFUSED`, `ETIMEDOUT`). */
export type TcpOutcome = { readonly answer: Buffer } | { readonly failure: string };

/** What nobody answers with in earnest. */
const MOST_ANSWER_BYTES = 1_000_000;

/** Connects, sends the question and reads until the other side ends; without a question it is enough to have connected. */
export function askOverTcp(clock: Clock, { host, port, timeoutMs }: TcpAddress, question?: Buffer): Promise<TcpOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect({ host, port });
    const settle = (outcome: TcpOutcome): void => {
      timer.cancel();
      socket.destroy();
      resolve(outcome);
    };
    const timer = clock.startTimer(timeoutMs, () => settle({ failure: 'ETIMEDOUT' }));
    socket.on('error', (error: NodeJS.ErrnoException) => settle({ failure: error.code ?? error.message }));
    socket.on('connect', () => {
      if (question === undefined) settle({ answer: Buffer.alloc(0) });
      else socket.write(question);
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_ANSWER_BYTES) settle({ failure: 'EMSGSIZE' });
    });
    socket.on('end', () => settle({ answer: Buffer.concat(chunks) }));
  });
}
