import type { ReplicaTroubleCode } from '../replica-trouble.ts';

/** How the program ends: where sysexits.h has a code, that one. */
export const EXIT = {
  /** All well; also when it was told to stop, or nobody reads its output any more. */
  OK: 0,
  /** The doctor found something. */
  UNWELL: 1,
  /** EX_USAGE */
  USAGE: 64,
  /** EX_UNAVAILABLE: no list could be had in time. Only with `--once`. */
  UNAVAILABLE: 69,
  /** EX_SOFTWARE: Erlang is not installed here. */
  NO_ERLANG: 70,
  /** EX_IOERR: its output cannot be written, for another reason than that nobody reads. */
  OUTPUT: 74,
  /** EX_NOPERM: the cookie cannot be read, or the cluster refuses it. */
  NO_PERMISSION: 77,
  /** EX_CONFIG: the cluster keeps its sessions elsewhere, or in a table of another shape. */
  OTHER_TABLE: 78,
  /** Told to stop a second time before it had left the cluster; 128 and the number of SIGINT. */
  INTERRUPTED: 130,
} as const;

/** What waiting does not mend: with these there is no use in going on, unless it worked before. */
const HOPELESS: Partial<Record<ReplicaTroubleCode, number>> = {
  NO_ERLANG: EXIT.NO_ERLANG,
  NO_COOKIE: EXIT.NO_PERMISSION,
  REFUSED: EXIT.NO_PERMISSION,
  OTHER_TABLE: EXIT.OTHER_TABLE,
};

/** How far the program has got. */
export interface Progress {
  /** It is to print one list only. */
  readonly once: boolean;
  /** It has had the whole list at least once. */
  readonly wasReady: boolean;
}

/** The code to end with for a trouble; undefined when the program should go on trying. */
export function findExitCode(code: ReplicaTroubleCode, { once, wasReady }: Progress): number | undefined {
  if (code === 'STARTING') return undefined;
  if (once) return HOPELESS[code] ?? EXIT.UNAVAILABLE;
  return wasReady ? undefined : HOPELESS[code];
}
