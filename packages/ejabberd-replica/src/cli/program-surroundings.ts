import type { Chance, Clock } from '@lampfield/supervised-child';

/** Why nothing can be printed any more: a failure, or just that nobody reads. */
export interface OutputEnd {
  /** In the system's words. */
  readonly failure?: string;
}

/** Where the program prints. */
export interface ProgramOutput {
  write(text: string): void;
  /** What was written is not read as fast as it comes. */
  readonly isFull: boolean;
  /** Calls back once when nothing can be printed any more. */
  onClosed(callback: (end: OutputEnd) => void): void;
}

/** What the program is given by its surroundings. */
export interface ProgramSurroundings {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly output: ProgramOutput;
  /** To stderr: whole lines. */
  readonly complain: (text: string) => void;
  /** Calls back each time the program is told to stop. */
  readonly onStopRequest: (callback: () => void) => void;
}
