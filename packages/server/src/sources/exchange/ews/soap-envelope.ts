import { findChild, readXml, type XmlElement, type XmlLimits } from '../../documents/xml-tree.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import { toFailure } from './soap-fault.ts';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
/** Namespace of Exchange's messages. */
export const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
/** Namespace of what they are made of. */
export const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';

/** Largest answer: a hundred calendars with the thousand entries that servers give at most would be 20 MB; nobody's are that full. Bytes. */
export const MOST_BYTES = 16 * 1024 * 1024;
const ANSWER_LIMITS: XmlLimits = { documentLength: MOST_BYTES, elements: 400_000 };

/**
 * The one element in an answer's body.
 *
 * @throws ServiceFailure when it is a fault, or cannot be read
 */
export function readBody(text: string): XmlElement {
  const envelope = readXml(text, ANSWER_LIMITS);
  if (!envelope.ok) throw new ServiceFailure('lost', `the answer is not what EWS answers: expected ${envelope.expected}`);
  const body = findChild(envelope.value, SOAP, 'Body');
  const [content] = body?.children ?? [];
  if (content === undefined)
    throw new ServiceFailure('lost', 'the answer is not what EWS answers: expected a SOAP envelope with a body');
  if (content.uri === SOAP && content.local === 'Fault') throw toFailure(content);
  return content;
}

/** The text of the first child of a name, without blanks around it; undefined when there is no such child. */
export function findText(element: XmlElement, uri: string, local: string): string | undefined {
  return findChild(element, uri, local)?.text.trim();
}
