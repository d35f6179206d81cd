import type { Decoded } from '@lampfield/protocol';
import { PUSHED_DOCUMENT, readLongXml, readXml, type XmlElement, type XmlLimits } from './xml-tree.ts';

/** Ends the reading of a document; only within {@link readDocument}. */
class Mismatch extends Error {
  readonly path: string;

  /** @param path where, in the manner of `dialog[2].state` @param expected what would have been right */
  constructor(path: string, expected: string) {
    super(expected);
    this.path = path;
  }
}

/** Gives a document up: it is not what was expected. Only to be called by the reader that {@link readDocument} was given. */
export function mismatch(path: string, expected: string): never {
  throw new Mismatch(path, expected);
}

/** Which document is expected. */
export interface ExpectedDocument {
  /** Namespace and name of its root. */
  readonly root: readonly [uri: string, local: string];
  /** Default: those of what comes unasked. */
  readonly limits?: XmlLimits;
}

/**
 * Reads XML with a known root. Whatever comes, the outcome is a value.
 *
 * @param read makes the value of the root, or ends in {@link mismatch}
 */
export function readDocument<T>(
  text: string,
  { root: [uri, local], limits = PUSHED_DOCUMENT }: ExpectedDocument,
  read: (root: XmlElement) => T,
): Decoded<T> {
  return readRoot(readXml(text, limits), [uri, local], read);
}

/**
 * Like {@link readDocument}, for documents of megabytes: now and then it lets others work.
 *
 * @param giveWay settles when the others have worked
 */
export async function readLongDocument<T>(
  text: string,
  { root, limits = PUSHED_DOCUMENT, giveWay }: ExpectedDocument & { readonly giveWay: () => Promise<void> },
  read: (root: XmlElement) => T,
): Promise<Decoded<T>> {
  return readRoot(await readLongXml(text, limits, giveWay), root, read);
}

function readRoot<T>(
  parsed: Decoded<XmlElement>,
  [uri, local]: ExpectedDocument['root'],
  read: (root: XmlElement) => T,
): Decoded<T> {
  if (!parsed.ok) return parsed;
  const root = parsed.value;
  if (root.uri !== uri || root.local !== local) return { ok: false, path: '', expected: `the element ${local} of ${uri}` };
  try {
    return { ok: true, value: read(root) };
  } catch (error) {
    if (error instanceof Mismatch) return { ok: false, path: error.path, expected: error.message };
    throw error;
  }
}

/** Longest id that is read, UTF-16 code units: ids are kept for as long as what they name. */
const LONGEST_ID = 512;

/** An attribute without the blanks around it; undefined when it is missing, empty or longer than an id may be. */
export function findId({ attributes }: XmlElement, name: string): string | undefined {
  const value = attributes.get(name)?.trim() ?? '';
  return value === '' || value.length > LONGEST_ID ? undefined : value;
}

/** Like {@link findId}, but it has to be there. @param path of the element, ending in what joins it to the name */
export function readId(element: XmlElement, name: string, path = ''): string {
  return findId(element, name) ?? mismatch(`${path}${name}`, `text of 1 to ${String(LONGEST_ID)} characters`);
}

/** One of a closed list of words, in whatever case it is written. */
export function readWord<const T extends string>(text: string | undefined, words: readonly T[], path: string): T {
  const said = text?.trim().toLowerCase();
  return words.find((word) => word === said) ?? mismatch(path, `one of ${words.join(', ')}`);
}

/** A field that is left out when there is nothing to put into it. */
export function optional<const K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined || value === '' ? {} : ({ [name]: value } as Record<K, T>);
}
