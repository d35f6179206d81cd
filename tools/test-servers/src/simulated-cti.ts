import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { SimulatedCallFacts } from './simulated-calls.ts';
import { waitUntil } from './wait-until.ts';

/** What the bridge has put on and not taken off. */
export interface ObserverCount {
  readonly providerObservers: number;
  readonly addressObservers: number;
  readonly callObservers: number;
  /** Calls into JTAPI from within one of its events; there must be none. */
  readonly callsFromEvents: number;
}

/** An exception of `javax.telephony` by its simple name, or another class's by its full one. */
export interface SimulatedFailure {
  readonly class?: string;
  readonly text: string;
  /** An error code like Cisco's instead of a class: 41 device restricted, 42 too many connections, 43 internal failure. */
  readonly code?: number;
}

/** Where an address is, and whether a phone with it is registered. */
export interface SimulatedLine {
  readonly partition?: string;
  readonly state?: 'IN_SERVICE' | 'OUT_OF_SERVICE';
}

/** What the phone system's library can be made to fail or hang at. */
export type SimulatedStep = 'getAddress' | 'addObserver' | 'addCallObserver' | 'getConnections' | 'removeObserver' | 'shutdown';

type Command = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

/**
 * A CTIManager for tests: the JTAPI implementation of the tests (`SimulatedPeer`) connects to it over TCP and does what it says. Lines and calls are kept
 * here, so a bridge that is started anew finds them as they were.
 */
export class SimulatedCti {
  /** As it stands in a list of CTIManagers. */
  readonly address: string;
  readonly #server: Server;
  readonly #world = new Map<string, Command>();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #sockets = new Set<Socket>();
  /** Of whoever has been let in. */
  #socket: Socket | undefined;
  #lastId = 0;
  #opened = 0;
  #credentials: string | undefined;
  #reception: 'accept' | 'silent' | 'out of service' | SimulatedFailure = 'accept';

  private constructor(server: Server) {
    this.#server = server;
    this.address = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    server.on('connection', (socket) => this.#receive(socket));
  }

  /** Listens on a free port of the loopback interface. */
  static async start(): Promise<SimulatedCti> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new SimulatedCti(server);
  }

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  /** How often somebody connected. */
  get openedCount(): number {
    return this.#opened;
  }

  /** What the last one to connect said who he is: `login=...;passwd=...;appinfo=...`. */
  get credentials(): string | undefined {
    return this.#credentials;
  }

  /** What whoever connects next meets with: silence is what blocks `getProvider`; out of service is a provider that is open and not ready. */
  receive(reception: 'accept' | 'silent' | 'out of service' | SimulatedFailure): void {
    this.#reception = reception;
  }

  /** The application user may observe this line from now on. */
  async setLine(dn: string, line: SimulatedLine = {}): Promise<void> {
    await this.#change(`line ${dn}@${line.partition ?? ''}`, { do: 'address', dn, ...line });
  }

  /** He may not any more. */
  async removeLine(dn: string, partition?: string): Promise<void> {
    this.#world.delete(`line ${dn}@${partition ?? ''}`);
    await this.tell({ do: 'remove', dn, partition });
  }

  /** Makes the call so, whatever it was; a call without parties is over. */
  async setCall(call: string, facts: SimulatedCallFacts): Promise<void> {
    await this.#change(`call ${call}`, { do: 'call', call, ...facts });
  }

  /** Makes the call so, but the library is not told: it goes on with what it had until it opens one of the user's lines anew. */
  async loseCall(call: string, facts: SimulatedCallFacts): Promise<void> {
    await this.#change(`call ${call}`, { do: 'call', call, ...facts }, 'lose');
  }

  /** From now on this step throws for the line (`number`, or `number@partition`); without a failure, no more. */
  async fail(at: SimulatedStep, dn: string | undefined, failure?: SimulatedFailure): Promise<void> {
    await this.#change(`fault ${at} ${dn ?? ''}`, { do: 'throw', at, dn, ...failure });
  }

  /** From now on this step does not return for the line, until {@link unblock}. */
  async block(at: SimulatedStep, dn?: string): Promise<void> {
    await this.tell({ do: 'block', at, dn });
  }

  async unblock(at: SimulatedStep, dn?: string): Promise<void> {
    await this.tell({ do: 'unblock', at, dn });
  }

  async setProvider(state: 'IN_SERVICE' | 'OUT_OF_SERVICE' | 'SHUTDOWN'): Promise<void> {
    await this.tell({ do: 'state', state });
  }

  async countObservers(): Promise<ObserverCount> {
    return (await this.tell({ do: 'count' })) as unknown as ObserverCount;
  }

  /** Tells the simulated phone system something and waits until it has done so. */
  async tell(command: Command): Promise<Answer> {
    const socket = await waitUntil(() => this.#socket, { what: 'a bridge to be connected' });
    const { done, error, ...answer } = await this.#send(socket, command);
    if (done === undefined || error !== undefined) throw new Error(`${JSON.stringify(command)}: ${JSON.stringify(error)}`);
    return answer;
  }

  /** The CTIManager is gone; with `forGood` nobody listens at its port any more. */
  async crash(forGood: 'forGood' | 'forNow' = 'forNow'): Promise<void> {
    if (forGood === 'forGood') this.#server.close();
    const lost = this.#socket;
    for (const socket of this.#sockets) socket.destroy();
    await waitUntil(() => this.#socket === undefined || this.#socket !== lost, { what: 'the connection to be gone' });
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #change(key: string, command: Command, now = command['do']): Promise<void> {
    this.#world.set(key, command);
    if (this.isConnected) await this.tell({ ...command, do: now });
  }

  #receive(socket: Socket): void {
    this.#opened += 1;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#forget(socket));
    createInterface({ input: socket }).on('line', (line) => this.#read(socket, JSON.parse(line) as Answer));
  }

  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    for (const resolve of this.#waiting.values()) resolve({ error: 'the connection was lost' });
    this.#waiting.clear();
  }

  #read(socket: Socket, answer: Answer): void {
    if (answer['ev'] === 'hello') this.#welcome(socket, String(answer['credentials']));
    else this.#waiting.get(Number(answer['done']))?.(answer);
  }

  #welcome(socket: Socket, credentials: string): void {
    this.#credentials = credentials;
    const reception = this.#reception;
    if (reception === 'silent') return;
    if (typeof reception === 'object') {
      this.#write(socket, { do: 'refuse', ...reception });
      return;
    }
    this.#write(socket, { do: 'accept' });
    this.#socket = socket;
    for (const command of this.#world.values()) void this.#send(socket, command);
    if (reception === 'accept') void this.#send(socket, { do: 'state', state: 'IN_SERVICE' });
  }

  #send(socket: Socket, command: Command): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, (answer) => {
        this.#waiting.delete(id);
        resolve(answer);
      });
      this.#write(socket, { ...command, id });
    });
  }

  #write(socket: Socket, message: Command): void {
    socket.write(`${JSON.stringify(message)}\n`);
  }
}
