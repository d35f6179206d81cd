import { longHeaderName } from './header-names.ts';
import { splitOutside } from './split-outside.ts';

/** One line of a message's head. */
export interface SipHeader {
  /** Long and in lower case. */
  readonly name: string;
  readonly value: string;
}

/** The head of a message, in its order. Names are compared without regard to case, and compact ones as long ones. */
export class SipHeaders implements Iterable<SipHeader> {
  readonly #lines: readonly SipHeader[];

  constructor(lines: Iterable<readonly [name: string, value: string]>) {
    this.#lines = Array.from(lines, ([name, value]) => ({ name: longHeaderName(name), value }));
  }

  [Symbol.iterator](): Iterator<SipHeader> {
    return this.#lines[Symbol.iterator]();
  }

  /** The first line of that name; undefined when there is none. */
  find(name: string): string | undefined {
    return this.#lines.find((line) => line.name === name)?.value;
  }

  /** Every line of that name, as it is. */
  lines(name: string): readonly string[] {
    return this.#lines.filter((line) => line.name === name).map(({ value }) => value);
  }

  /** Every value of a header that is a list, whether they share lines or not. One that is malformed stays whole. */
  list(name: string): readonly string[] {
    const values = this.lines(name).flatMap((line) => splitOutside(line, ',') ?? [line]);
    return values.map((value) => value.trim()).filter((value) => value !== '');
  }
}
