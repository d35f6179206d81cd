import type { ReplicaEvents } from '../child/ejabberd-replica.ts';
import type { ReplicaOptions } from '../replica-options.ts';
import type { ReplicaTrouble } from '../replica-trouble.ts';
import type { SessionKey, SessionRow } from '../session-row.ts';
import { SessionTable } from '../sessions/session-table.ts';
import type { Log, Surroundings, Timer } from '@lampfield/supervised-child';
import type { OnlineCommand } from './command-line.ts';
import { EXIT, findExitCode } from './exit-codes.ts';
import { jsonFor, linesFor, logLine, troubleJson, troubleLine, type OnlineFormat } from './online-lines.ts';
import { OnlinePrinter } from './online-printer.ts';
import type { ProgramSurroundings } from './program-surroundings.ts';

/** What follows a session table; `EjabberdReplica` is one. */
export interface Replica {
  start(): void;
  stop(): Promise<void>;
}

/** Makes a replica. */
export type CreateReplica = (options: ReplicaOptions, surroundings: Surroundings, events: ReplicaEvents) => Replica;

/** One run of `lampfield-online`, from the start to the exit code. */
export class OnlineRun implements ReplicaEvents {
  readonly #command: OnlineCommand;
  readonly #surroundings: ProgramSurroundings;
  readonly #format: OnlineFormat;
  readonly #table = new SessionTable();
  readonly #printer: OnlinePrinter;
  readonly #replica: Replica;
  #wasReady = false;
  #isEnding = false;
  /** The last trouble that was said, so that each is said once however often it is tried again. */
  #saidTrouble = '';
  #deadline: Timer | undefined;
  #resolve: (exitCode: number) => void = () => undefined;

  constructor(command: OnlineCommand, surroundings: ProgramSurroundings, createReplica: CreateReplica) {
    this.#command = command;
    this.#surroundings = surroundings;
    this.#format = command.json ? jsonFor(command) : linesFor(command);
    this.#printer = new OnlinePrinter({ atChanges: command.mode === 'watch' }, surroundings.clock, () => this.#print());
    const { clock, chance } = surroundings;
    this.#replica = createReplica(command, { clock, chance, log: this.#log() }, this);
  }

  /** Settles with the exit code when the program has left the cluster. */
  run(): Promise<number> {
    const { once, timeoutSeconds } = this.#command;
    const { clock, output, onStopRequest, complain } = this.#surroundings;
    return new Promise((resolve) => {
      this.#resolve = resolve;
      onStopRequest(() => (this.#isEnding ? resolve(EXIT.INTERRUPTED) : this.#end(EXIT.OK)));
      output.onClosed(({ failure }) => this.#onOutputClosed(failure));
      if (once) {
        this.#deadline = clock.startTimer(timeoutSeconds * 1000, () => {
          complain(`lampfield-online: no list within ${timeoutSeconds} s\n`);
          this.#end(EXIT.UNAVAILABLE);
        });
      }
      this.#replica.start();
    });
  }

  onReset(): void {
    this.#table.reset();
    this.#printer.stop();
  }

  onPut(row: SessionRow): void {
    this.#onChange(this.#table.put(row, this.#surroundings.clock.wallMs()));
  }

  onRemove(key: SessionKey): void {
    this.#onChange(this.#table.remove(key, this.#surroundings.clock.wallMs()));
  }

  onReady(): void {
    this.#table.markReady();
    this.#wasReady = true;
    this.#saidTrouble = '';
    if (!this.#isEnding) this.#printer.onReady();
  }

  onTrouble(trouble: ReplicaTrouble | undefined): void {
    if (trouble === undefined || trouble.code === 'STARTING' || this.#isEnding) return;
    this.#sayTrouble(trouble);
    const exitCode = findExitCode(trouble.code, { once: this.#command.once, wasReady: this.#wasReady });
    if (exitCode !== undefined) this.#end(exitCode);
  }

  #onChange(change: ReturnType<SessionTable['put']>): void {
    if (change === 'JOINED' || change === 'LEFT') this.#printer.onChanged();
  }

  #print(): void {
    const { clock, output } = this.#surroundings;
    // Whoever reads slowly gets the latest list when he can take it, not all of them.
    if (!output.isFull) output.write(this.#format(this.#table, clock.wallMs()));
    if (this.#command.once) this.#end(EXIT.OK);
  }

  #onOutputClosed(failure: string | undefined): void {
    if (failure !== undefined) this.#surroundings.complain(`lampfield-online: cannot print: ${failure}\n`);
    this.#end(failure === undefined ? EXIT.OK : EXIT.OUTPUT);
  }

  #sayTrouble(trouble: ReplicaTrouble): void {
    const { clock, output, complain } = this.#surroundings;
    const said = `${trouble.code} ${trouble.detail}`;
    if (said === this.#saidTrouble) return;
    this.#saidTrouble = said;
    complain(troubleLine(trouble, clock.wallMs()));
    if (this.#command.json) output.write(troubleJson(trouble, clock.wallMs()));
  }

  #end(exitCode: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#deadline?.cancel();
    this.#printer.stop();
    void this.#replica.stop().then(() => this.#resolve(exitCode));
  }

  #log(): Log {
    const { clock, complain } = this.#surroundings;
    const write =
      (level: string): Log['info'] =>
      (fields, message) => {
        if (this.#command.verbose) complain(logLine({ level, message, fields }, clock.wallMs()));
      };
    return { debug: write('debug'), info: write('info'), warn: write('warning'), error: write('error') };
  }
}
