import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { waitUntil, type EjabberdServer } from '@lampfield/test-servers';
import { findChildMessage, findRow } from './child-message.ts';
import { findErlangProgram } from './erlang-program.ts';

/** The line that begins a snapshot. */
export const RESET = '{"ev":"reset"}';

const running = new Set<ErlangChild>();

/** The Erlang program as it is, without anybody who watches it. */
export class ErlangChild {
  /** What it said so far. */
  readonly lines: string[] = [];
  readonly process: ChildProcessWithoutNullStreams;
  readonly exit: Promise<string>;

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.process = process;
    running.add(this);
    createInterface({ input: process.stdout }).on('line', (line) => this.lines.push(line));
    this.exit = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        running.delete(this);
        resolve(signal ?? String(code));
      });
    });
  }

  /** Starts it and has it join; `commands` come before that. */
  static async join(
    { nodeName, cookieFile, epmdPort }: Pick<EjabberdServer, 'nodeName' | 'cookieFile' | 'epmdPort'>,
    ...commands: string[]
  ): Promise<ErlangChild> {
    const result = await findErlangProgram(epmdPort);
    if ('trouble' in result) throw new Error(result.trouble.detail);
    const { command, args, env } = result.program;
    const child = new ErlangChild(spawn(command, args, { env: { ...env } }));
    child.process.stdout.once('data', result.release);
    const setUp = ['mode replica', 'own lampfield@127.0.0.1', 'listen 127.0.0.1', ...commands];
    child.tell(`cookie ${await readFile(cookieFile, 'utf8')}`, ...setUp, `join ${nodeName}`);
    return child;
  }

  /** How many sessions are there, by what it said since it last began anew; undefined before it is ready. */
  get count(): number | undefined {
    const sessions = new Set<string>();
    const messages = this.lines.slice(this.lines.lastIndexOf(RESET)).map(findChildMessage);
    for (const message of messages) {
      if (message?.ev !== 'rows') continue;
      for (const row of message.rows) {
        const change = findRow(row, message.nodes);
        if (change === undefined) throw new Error(`no row: ${JSON.stringify(row)}`);
        if ('put' in change) sessions.add(change.put.user);
        else sessions.delete(change.removed.user);
      }
    }
    return messages.some((message) => message?.ev === 'ready') ? sessions.size : undefined;
  }

  tell(...commands: readonly string[]): void {
    this.process.stdin.write(commands.map((command) => `${command}\n`).join(''));
  }

  /** Waits until it has said something of this kind, and gives the line. */
  said(ev: string): Promise<string> {
    const start = `{"ev":"${ev}"`;
    return waitUntil(() => this.lines.find((line) => line.startsWith(start)), {
      timeoutMs: 20_000,
      what: () => `"${ev}" in ${this.lines.slice(-5).join('\n')}`,
    });
  }
}

/** Kills those that a test left behind. */
export async function killErlangChildren(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      child.process.kill('SIGKILL');
      return child.exit;
    }),
  );
}
