import { childrenOf, findChild, readXml, type XmlElement } from '../../documents/xml-tree.ts';

/** A GetUserAvailability request, as the fake server understood it. */
export interface FakeQuestion {
  readonly addresses: readonly string[];
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly view: string;
}

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';
const VIEWS: ReadonlySet<string> = new Set(['MergedOnly', 'FreeBusy', 'FreeBusyMerged', 'Detailed', 'DetailedMerged']);
const LONGEST_WINDOW_MS = 42 * 86_400_000;

/** Reads a request as strictly as the schema of EWS has it, or gives the code of what is wrong with it. The limits are those of the reference pages that the fake names. */
export function readAvailabilityQuestion(body: string): FakeQuestion | string {
  const request = findRequest(body);
  const [zone, mailboxes, options] = request?.children ?? [];
  if (zone === undefined || mailboxes === undefined || options === undefined || request?.children.length !== 3)
    return 'ErrorSchemaValidation';
  if (!isUtc(zone)) return 'ErrorTimeZone';
  const addresses = readAddresses(mailboxes);
  return typeof addresses === 'string' ? addresses : readOptions(options, addresses);
}

function findRequest(body: string): XmlElement | undefined {
  const envelope = readXml(body, { documentLength: 1_000_000, elements: 10_000 });
  const soapBody = envelope.ok && envelope.value.uri === SOAP ? findChild(envelope.value, SOAP, 'Body') : undefined;
  return soapBody && findChild(soapBody, MESSAGES, 'GetUserAvailabilityRequest');
}

function readAddresses(array: XmlElement): readonly string[] | string {
  const data = childrenOf(array, MESSAGES, 'MailboxData').concat(childrenOf(array, TYPES, 'MailboxData'));
  if (array.local !== 'MailboxDataArray' || array.uri !== MESSAGES || data.length !== array.children.length)
    return 'ErrorSchemaValidation';
  if (data.length === 0) return 'ErrorMailboxDataArrayEmpty';
  if (data.length > 100) return 'ErrorMailboxDataArrayTooBig';
  const addresses = data.map((one) => textAt(one, 'Email', 'Address'));
  const isWhole = data.every(
    (one) => namesOf(one) === 'Email AttendeeType ExcludeConflicts' && textAt(one, 'AttendeeType') === 'Required',
  );
  return isWhole ? addresses : 'ErrorSchemaValidation';
}

function readOptions(options: XmlElement, addresses: readonly string[]): FakeQuestion | string {
  if (options.uri !== TYPES || namesOf(options) !== 'TimeWindow MergedFreeBusyIntervalInMinutes RequestedView')
    return 'ErrorSchemaValidation';
  const interval = Number(textAt(options, 'MergedFreeBusyIntervalInMinutes'));
  if (!(interval >= 5 && interval <= 1440)) return 'ErrorInvalidMergedFreeBusyInterval';
  const view = textAt(options, 'RequestedView');
  if (view === 'None') return 'ErrorInvalidFreeBusyViewType';
  if (!VIEWS.has(view)) return 'ErrorSchemaValidation';
  return readWindow(options, { addresses, view });
}

function readWindow(options: XmlElement, rest: Pick<FakeQuestion, 'addresses' | 'view'>): FakeQuestion | string {
  const [from = NaN, until = NaN] = ['StartTime', 'EndTime'].map((name) => readLocal(textAt(options, 'TimeWindow', name)));
  return until > from && until - from <= LONGEST_WINDOW_MS ? { ...rest, from, until } : 'ErrorInvalidTimeInterval';
}

/** The zone that the fake knows; each change of the clocks has to be one that there is. */
function isUtc(zone: XmlElement): boolean {
  const changes = ['StandardTime', 'DaylightTime'].flatMap((name) => childrenOf(zone, TYPES, name));
  const areSound = changes.every(
    (change) =>
      namesOf(change) === 'Bias Time DayOrder Month DayOfWeek' &&
      textAt(change, 'Bias') === '0' &&
      /^[1-5]$/.test(textAt(change, 'DayOrder')) &&
      /^([1-9]|1[0-2])$/.test(textAt(change, 'Month')),
  );
  return zone.uri === TYPES && zone.local === 'TimeZone' && textAt(zone, 'Bias') === '0' && changes.length === 2 && areSound;
}

function namesOf({ children }: XmlElement): string {
  return children.map(({ local }) => local).join(' ');
}

function textAt(element: XmlElement, ...path: readonly string[]): string {
  const [name, ...rest] = path;
  if (name === undefined) return element.text.trim();
  const child = findChild(element, TYPES, name);
  return child === undefined ? '' : textAt(child, ...rest);
}

function readLocal(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : NaN;
}
