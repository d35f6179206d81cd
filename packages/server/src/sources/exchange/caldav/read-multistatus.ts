import type { Decoded } from '@lampfield/protocol';
import { mismatch, readLongDocument } from '../../documents/document-reading.ts';
import { childrenOf, findChild, type XmlElement, type XmlLimits } from '../../documents/xml-tree.ts';
import { CALDAV, DAV } from './caldav-requests.ts';

/** Largest answer that is read: more than 10,000 events. Bytes. */
export const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

const LIMITS: XmlLimits = { documentLength: MOST_ANSWER_BYTES, elements: 250_000 };

/** A calendar object as a server gives it. */
export interface CalendarObject {
  readonly href: string;
  /** Changes with the object; absent: the server does not say. */
  readonly etag?: string;
  /** Undefined when the server did not give it. */
  readonly data: string | undefined;
}

/**
 * Reads a multistatus (RFC 4918, section 14.16) with the objects of a calendar-query.
 *
 * @param giveWay settles when others have worked: it may be a long one
 */
export function readMultistatus(text: string, giveWay: () => Promise<void>): Promise<Decoded<CalendarObject[]>> {
  return readLongDocument(text, { root: [DAV, 'multistatus'], limits: LIMITS, giveWay }, (root) =>
    childrenOf(root, DAV, 'response').flatMap((response, index) => readResponse(response, `response[${String(index)}]`)),
  );
}

function readResponse(response: XmlElement, path: string): CalendarObject[] {
  const href = findChild(response, DAV, 'href')?.text.trim() ?? '';
  if (href === '') mismatch(`${path}.href`, 'the address of an object');
  const status = findChild(response, DAV, 'status');
  if (status !== undefined) {
    // RFC 4791, section 7.8: the server gives a part of what there is.
    if (codeOf(status) === 507) mismatch(path, 'all events of the window: the server gives only a part of them');
    // Gone since it was listed.
    if (codeOf(status) === 404) return [];
    return [{ href, data: undefined }];
  }
  const good = childrenOf(response, DAV, 'propstat').filter((propstat) => codeOf(findChild(propstat, DAV, 'status')) === 200);
  const properties = good.flatMap((propstat) => childrenOf(propstat, DAV, 'prop'));
  const find = (uri: string, local: string): string | undefined =>
    properties.map((prop) => findChild(prop, uri, local)?.text).find((value) => value !== undefined);
  const etag = find(DAV, 'getetag')?.trim();
  return [{ href, data: find(CALDAV, 'calendar-data'), ...(etag !== undefined && etag !== '' && { etag }) }];
}

function codeOf(status: XmlElement | undefined): number {
  return Number(/^HTTP\/\d\S* (\d{3})/.exec(status?.text.trim() ?? '')?.[1] ?? 0);
}
