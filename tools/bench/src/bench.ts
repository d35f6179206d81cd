/** One line of a bench's table. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What was aimed at, as a person writes it. */
  readonly aim?: string;
  /** With whom the value is compared, measured in the same run. */
  readonly peer?: string;
  /** Ours divided by the peer's. */
  readonly ratio?: number;
}

/** A benchmark, as `npm run bench -- <name>` runs it. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  run(): Promise<Row[]>;
}
