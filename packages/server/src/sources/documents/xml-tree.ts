import type { Decoded } from '@lampfield/protocol';
import { SaxesParser, type SaxesTagNS } from 'saxes';

/** An element; names are to be compared with their namespace, never by prefix. */
export interface XmlElement {
  /** The namespace; empty when the element has none. */
  readonly uri: string;
  readonly local: string;
  /** Attributes without a namespace (as nearly all have none), by their names. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text right inside the element, without that of its children. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** How much of a document is read at most. */
export interface XmlLimits {
  /** UTF-16 code units. */
  readonly documentLength: number;
  readonly elements: number;
}

/**
 * Limits of what comes unasked, in a SIP message: a line with fifty calls needs about 30 KiB, 256 dialogs with 30 elements each are as many. Keeps
 * the longest reading in the milliseconds.
 */
export const PUSHED_DOCUMENT: XmlLimits = { documentLength: 256 * 1024, elements: 8192 };
/** Deepest nesting of elements; dialog-info needs 6, PIDF with RPID 5, a SOAP answer about free and busy times 9. */
export const MAX_DEPTH = 24;
/** Most attributes of one element, declarations of namespaces included. */
export const MAX_ATTRIBUTES = 64;

const WELL_FORMED = 'well-formed XML without DOCTYPE';

/** Ends the parser's work: it would go on after an error. */
class Refusal extends Error {}

/**
 * Reads a whole XML document into a tree. Strict where it protects: no DOCTYPE and so no entities but the five of XML itself, one root, all
 * namespaces bound, everything bounded. Comments and processing instructions are left out. Never throws.
 */
export function readXml(text: string, limits: XmlLimits = PUSHED_DOCUMENT): Decoded<XmlElement> {
  try {
    const reading = startReading(text, limits);
    reading.parser.write(text);
    return { ok: true, value: reading.end() };
  } catch (error) {
    return refusal(error);
  }
}

/** UTF-16 code units that are read in some milliseconds. */
const PIECE_LENGTH = 64 * 1024;

/**
 * Like {@link readXml}, for documents of megabytes: between pieces it lets others work.
 *
 * @param giveWay settles when the others have worked
 */
export async function readLongXml(text: string, limits: XmlLimits, giveWay: () => Promise<void>): Promise<Decoded<XmlElement>> {
  try {
    const reading = startReading(text, limits);
    for (let start = 0; start < text.length; start += PIECE_LENGTH) {
      if (start > 0) await giveWay();
      reading.parser.write(text.slice(start, start + PIECE_LENGTH));
    }
    return { ok: true, value: reading.end() };
  } catch (error) {
    return refusal(error);
  }
}

/** The element children with a name of a namespace. */
export function childrenOf({ children }: XmlElement, uri: string, local: string): readonly XmlElement[] {
  return children.filter((child) => child.local === local && child.uri === uri);
}

/** The first of {@link childrenOf}. */
export function findChild(element: XmlElement, uri: string, local: string): XmlElement | undefined {
  return element.children.find((child) => child.local === local && child.uri === uri);
}

function refusal(error: unknown): Decoded<never> {
  return { ok: false, path: '', expected: error instanceof Refusal ? error.message : WELL_FORMED };
}

interface Reading {
  readonly parser: SaxesParser<{ xmlns: true }>;
  /** The root, when all has been written. */
  end(): XmlElement;
}

function startReading(text: string, limits: XmlLimits): Reading {
  if (text.length > limits.documentLength) throw new Refusal(`at most ${String(limits.documentLength)} characters`);
  // The parser would read on to its end. It is also refused in a comment: nobody writes one there in good faith.
  if (text.includes('<!DOCTYPE')) throw new Refusal(WELL_FORMED);
  const parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  const refuse = (expected = WELL_FORMED): never => {
    throw new Refusal(expected);
  };
  parser.on('error', () => refuse());
  parser.on('opentag', (tag) => {
    if (open.length >= MAX_DEPTH) refuse(`elements nested at most ${String(MAX_DEPTH)} deep`);
    count += 1;
    if (count > limits.elements) refuse(`at most ${String(limits.elements)} elements`);
    const element = openElement(tag);
    open.at(-1)?.children.push(element);
    open.push(element);
    root ??= element;
  });
  parser.on('closetag', () => void open.pop());
  const append = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  const end = (): XmlElement => {
    parser.close();
    return root ?? refuse();
  };
  return { parser, end };
}

function openElement(tag: SaxesTagNS): OpenElement {
  const all = Object.values(tag.attributes);
  if (all.length > MAX_ATTRIBUTES) throw new Refusal(`at most ${String(MAX_ATTRIBUTES)} attributes of an element`);
  const attributes = all.filter(({ prefix }) => prefix === '').map(({ local, value }): [string, string] => [local, value]);
  return { uri: tag.uri, local: tag.local, attributes: new Map(attributes), children: [], text: '' };
}
