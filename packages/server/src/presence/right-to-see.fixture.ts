import { parsePresenceId, type ParsedPresenceId } from '@lampfield/protocol';
import { PERMIT_EVERYTHING } from '../core/permit-everything.ts';
import type { Permissions } from '../ports/permissions.ts';
import { DirectoryUnavailableError, type Directory, type FoundPresentity } from '../ports/directory.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { MOST_IDS_PER_LOOK_UP } from './directory-contents.ts';
import { RightToSee } from './right-to-see.ts';

function ids(...texts: string[]): ParsedPresenceId[] {
  return texts.map((text) => {
    const parsed = parsePresenceId(text);
    if (typeof parsed === 'string') throw new Error(`${text}: ${parsed}`);
    return parsed;
  });
}

/** A directory of ids that counts its look-ups; down when told so. */
export class IdDirectory implements Directory {
  readonly id: string;
  readonly name = 'Test';
  readonly lookUps: string[][] = [];
  isDown = false;
  /** Answers wait for this. */
  delay: Promise<void> = Promise.resolve();
  onLookUp = (): unknown => undefined;
  /** With it each look-up waits to be told how it ends. */
  isHeld = false;
  /** Those that wait, and end well or not. */
  readonly held: ((isDown: boolean) => void)[] = [];
  readonly #contents: Set<string>;
  constructor(...contents: string[]) {
    this.id = `with ${contents.join()}`;
    this.#contents = new Set(contents);
  }
  search(): Promise<never> {
    return Promise.reject(new Error('not asked for here'));
  }
  async findPresentities(asked: readonly ParsedPresenceId[]): Promise<ReadonlyMap<string, FoundPresentity>> {
    this.lookUps.push(asked.map(({ id }) => id));
    this.onLookUp();
    await this.delay;
    const isDown = this.isHeld && (await new Promise<boolean>((end) => this.held.push(end)));
    if (isDown || this.isDown) throw new DirectoryUnavailableError('down');
    return new Map(asked.filter(({ id }) => this.#contents.has(id)).map(({ id }) => [id, {}]));
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

export function setUp(...directories: IdDirectory[]) {
  return setUpWith(PERMIT_EVERYTHING, ...directories);
}

export function setUpWith(permissions: Pick<Permissions, 'maySearch' | 'maySeeType'>, ...directories: IdDirectory[]) {
  const clock = new ManualClock();
  const rights = new RightToSee({ directories, permissions, clock, log: silentLog });
  const askFor = async (username: string, ...texts: string[]) => {
    const asked = ids(...texts).map((id) => [id.id, rights.ask(username, id)] as const);
    await Promise.all(asked.flatMap(([, found]) => (typeof found === 'string' ? [] : found.answered)));
    return Object.fromEntries(asked.map(([id, found]) => [id, typeof found === 'string' ? found : found.sight]));
  };
  const checkFor = async (username: string, ...texts: string[]) => {
    const asking = askFor(username, ...texts);
    await clock.advanceAsync(0, 2 + texts.length / MOST_IDS_PER_LOOK_UP);
    return await asking;
  };
  const ask = (...texts: string[]) => askFor('ann', ...texts);
  const check = (...texts: string[]) => checkFor('ann', ...texts);
  return { clock, rights, ask, askFor, check, checkFor };
}
