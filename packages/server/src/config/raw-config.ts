/** Any section of the file before it is checked. */
export type RawSection = Record<string, unknown>;

/** Whether something is a section, not a list, a text, nothing, or one of the things YAML has tags for: a set, a date, bytes. */
export function isSection(value: unknown): value is RawSection {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** A list of a draft that is still being checked: where anything else stands, there is nothing in it to check. */
export function listOf<T>(value: readonly T[]): readonly T[] {
  const isList: boolean = Array.isArray(value);
  return isList ? value : [];
}

/** The file as it was read, and where its values came from. */
export interface RawConfig {
  readonly sections: RawSection;
  /** Paths of values that came from the environment: the variable's name. Their text may stand for a number. */
  readonly fromEnvironment: ReadonlyMap<string, string>;
}
