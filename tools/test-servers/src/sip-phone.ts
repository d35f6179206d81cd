import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getFreeSipPort, isDatagramPortTaken } from './datagram-port.ts';
import { getProgram } from './require-server.ts';
import { calleeScenario, callerScenario, publishScenario, registerScenario, type AnsweringHabit } from './sip-phone-scenarios.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';
import { waitUntil } from './wait-until.ts';

/** Where phones register and send their calls: a proxy on the loopback interface, by UDP. */
export interface PhoneProxy {
  readonly port: number;
}

/** A call that a phone makes. */
export interface SipCall {
  readonly callId: string;
  /** Ends it, answered or not, and settles when both ends have agreed on that. */
  hangUp(): Promise<void>;
}

interface SippRun {
  readonly scenario: string;
  readonly port: number;
  /** Of sipp itself, besides the scenario. */
  readonly args: readonly string[];
}

/** A phone that is played by sipp: rings when it is called, and is answered and put down by the test. */
export class SipPhone {
  readonly number: string;
  readonly #proxy: PhoneProxy;
  readonly #port: number;
  readonly #server: SpawnedServer;
  readonly #calls = new Set<SpawnedServer>();

  private constructor(number: string, proxy: PhoneProxy, run: { port: number; server: SpawnedServer }) {
    this.number = number;
    this.#proxy = proxy;
    this.#port = run.port;
    this.#server = run.server;
  }

  /** Starts a phone and registers it. */
  static async start(proxy: PhoneProxy, number: string, answers?: AnsweringHabit): Promise<SipPhone> {
    const port = await getFreeSipPort();
    const server = await startSipp({
      scenario: calleeScenario(number, answers),
      port,
      args: [],
    });
    const phone = new SipPhone(number, proxy, { port, server });
    try {
      await phone.register();
      return phone;
    } catch (error) {
      await phone.stop();
      throw error;
    }
  }

  /** Tells the proxy where it is; again after the proxy has forgotten it. */
  register(): Promise<void> {
    return runSipp(this.#proxy, registerScenario(this.number, this.#port));
  }

  /** Calls a number; settles when the call is on its way, not when it rings. */
  call(number: string): Promise<SipCall> {
    return this.callAs(this.number, number);
  }

  /** Calls with another number than its own. */
  async callAs(from: string, number: string): Promise<SipCall> {
    const port = await getFreeSipPort();
    const callId = `${from}-${number}-${String(port)}`;
    const server = await startSipp({
      scenario: callerScenario(from, number),
      port,
      args: [`127.0.0.1:${String(this.#proxy.port)}`, '-m', '1', '-cid_str', callId],
    });
    this.#calls.add(server);
    return {
      callId,
      hangUp: async () => {
        await hangUp(server, port, callId);
        await server.stop();
        this.#calls.delete(server);
      },
    };
  }

  /** Picks up: the call that rings is answered. */
  async answer({ callId }: SipCall): Promise<void> {
    await sayInfo(this.#port, callId);
  }

  /** Its calls are gone, without a word to anybody. */
  async dropCalls(): Promise<void> {
    const calls = [...this.#calls];
    this.#calls.clear();
    await kill(calls);
  }

  /** Ends the phone and its calls, without a word to anybody. */
  async stop(): Promise<void> {
    await Promise.all([this.dropCalls(), kill([this.#server])]);
  }
}

async function kill(servers: readonly SpawnedServer[]): Promise<void> {
  for (const server of servers) server.signal('SIGKILL');
  await Promise.all(servers.map((server) => server.stop()));
}

/** Says it until it is heard: a call that is only just being answered does not listen yet. */
async function hangUp(server: SpawnedServer, port: number, callId: string): Promise<void> {
  await waitUntil(
    async () => {
      await sayInfo(port, callId);
      return server.hasExited;
    },
    { what: () => `the call ${callId} to end. Its output:\n${server.output}`, timeoutMs: 30_000 },
  );
}

/** Publishes a presence document for a user. */
export function publishPresence(proxy: PhoneProxy, user: string, pidf: string): Promise<void> {
  return runSipp(proxy, publishScenario(user, pidf));
}

/** Runs a scenario once, to its good end. */
async function runSipp(proxy: PhoneProxy, scenario: string): Promise<void> {
  const directory = await makeServerDirectory('sipp');
  try {
    const args = [`127.0.0.1:${String(proxy.port)}`, '-m', '1', '-timeout', '30s', '-timeout_error'];
    await promisify(execFile)(getProgram('sipp'), [...(await commonArgs(directory, scenario, await getFreeSipPort())), ...args], {
      cwd: directory,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function startSipp({ scenario, port, args }: SippRun): Promise<SpawnedServer> {
  const directory = await makeServerDirectory('sipp');
  return SpawnedServer.start({
    name: 'sipp',
    command: getProgram('sipp'),
    args: [...(await commonArgs(directory, scenario, port)), ...args],
    directory,
    isReady: () => isDatagramPortTaken(port),
  });
}

async function commonArgs(directory: string, scenario: string, port: number): Promise<string[]> {
  const file = join(directory, 'scenario.xml');
  await writeFile(file, scenario);
  const control = ['-ci', '127.0.0.1', '-cp', String(await getFreeSipPort())];
  return ['-sf', file, '-i', '127.0.0.1', '-p', String(port), ...control, '-nostdin'];
}

/** What a person does at the phone; see the scenarios. Saying it twice does nothing. */
async function sayInfo(port: number, callId: string): Promise<void> {
  const lines = [
    'INFO sip:phone SIP/2.0',
    'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKtest',
    'From: <sip:person@test>;tag=1',
    'To: <sip:phone@test>;tag=2',
    `Call-ID: ${callId}`,
    'CSeq: 9 INFO',
    'Content-Length: 0',
  ];
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1', () => {
      socket.close(() => resolve());
    });
  });
}
