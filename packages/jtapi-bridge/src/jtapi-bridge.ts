import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateDirectory, type Surroundings } from '@lampfield/supervised-child';
import { BridgeSupervisor, type JtapiBridgeEvents } from './bridge/bridge-supervisor.ts';
import { findJavaProgram, type ProgramResult } from './bridge/java-program.ts';
import type { JtapiBridgeOptions } from './jtapi-options.ts';

/**
 * Phone lines, watched through the phone system's own JTAPI library by a Java program that this starts, watches and starts again. It has no memory: see
 * {@link JtapiBridgeEvents.onInService}.
 */
export class JtapiBridge {
  readonly #options: JtapiBridgeOptions;
  readonly #supervisor: BridgeSupervisor;
  /** Where the program runs. */
  #directory: PrivateDirectory | undefined;
  #isStopped = false;

  constructor(options: JtapiBridgeOptions, surroundings: Surroundings, events: JtapiBridgeEvents) {
    this.#options = options;
    const { ctiManagers, username, password, peer } = options;
    this.#supervisor = new BridgeSupervisor(
      {
        findProgram: () => this.#findProgram(),
        open: { op: 'open', managers: ctiManagers.join(','), login: username, password, ...(peer !== undefined && { peer }) },
      },
      surroundings,
      events,
    );
  }

  /** Process of the Java program; undefined while there is none. For diagnosis. */
  get pid(): number | undefined {
    return this.#supervisor.pid;
  }

  /** Begins, and goes on for ever whatever happens; says STARTING first. */
  start(): void {
    this.#supervisor.start();
  }

  /**
   * Watches a line from now on, or reports it anew if it is. Answered by `onLine` or `onRefused`; after a refusal still wanted, so a line that may be watched
   * later on is reported then.
   *
   * @param watch a number for this wish, which all that is said of the line bears
   */
  watch(dn: string, watch: number): void {
    this.#supervisor.request({ op: 'watch', dn, watch });
  }

  /**
   * Like {@link watch}, with observers that are put on anew, so that the library has to fetch the line's calls from the phone system: what is then said under
   * this number was not in its memory before. Takes seconds, in which nothing is said of the line.
   */
  renew(dn: string, watch: number): void {
    this.#supervisor.request({ op: 'renew', dn, watch });
  }

  /** Does nothing for a line that is not watched. */
  unwatch(dn: string): void {
    this.#supervisor.request({ op: 'unwatch', dn });
  }

  /** Reports a watched line as the library has it, changed or not. */
  readAgain(dn: string): void {
    this.#supervisor.request({ op: 'read', dn });
  }

  /** Takes all observers off and ends the program; at most four seconds, and what takes longer is killed. No event comes after the call. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#supervisor.stop();
    this.#directory?.remove();
  }

  async #findProgram(): Promise<ProgramResult> {
    try {
      this.#directory ??= await PrivateDirectory.make(join(tmpdir(), 'lampfield-jtapi-run-'));
    } catch (error) {
      return { trouble: { code: 'BRIDGE_ENDED', detail: `there is no room for the JTAPI bridge: ${String(error)}` } };
    }
    const result = await findJavaProgram(this.#options, this.#directory.path);
    // It was not there yet, or something was put into it, when everything was taken away.
    if (this.#isStopped) this.#directory.remove();
    return result;
  }
}
