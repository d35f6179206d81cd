import {
  createServer as createPlainServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { readAvailabilityQuestion, type FakeQuestion } from './availability-question.fixture.ts';
import { NtlmDoorkeeper, type DoorkeeperOptions } from './ntlm/ntlm-doorkeeper.fixture.ts';

/**
 * A FAKE of Exchange Web Services over real HTTP on the loopback address: no Exchange was at hand. Strict, after these public pages:
 * - "GetUserAvailability operation", "FreeBusyViewType", "MergedFreeBusy", "BusyType", "TimeWindow", "ResponseCode" of the EWS reference
 *   https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/getuseravailability-operation
 * - "EWS throttling in Exchange" (500 with ErrorServerBusy and BackOffMilliseconds; 503 while IIS queues)
 *   https://learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 * - the shape of a fault: "GetServiceConfiguration operation" of the same reference
 */
export class ExchangeServer {
  /** By address: what is in the calendar, or the code of an error. Others do not exist. */
  readonly mailboxes = new Map<string, FakeCalendar | string>();
  /** Every question that was answered or refused, with the number of its connection. */
  readonly questions: (FakeQuestion & { readonly connection: number })[] = [];
  /** Statuses of all answers, in order. */
  readonly statuses: number[] = [];
  /** Instead of the next answers. */
  readonly interruptions: ((response: ServerResponse) => void)[] = [];
  /** Connections break as soon as something comes. */
  isDown = false;
  /** As a load balancer that does not keep connections together. */
  closesAfterChallenge = false;
  readonly #door: Door;
  readonly #server: Server;
  readonly #connections = new WeakMap<Socket, Connection>();
  #connectionCount = 0;

  private constructor(door: Door) {
    this.#door = door;
    const listen: RequestListener = (message, response) => void this.#answer(message, response);
    this.#server = door.tls === undefined ? createPlainServer(listen) : createTlsServer(door.tls, listen);
  }

  static async start(door: Door): Promise<ExchangeServer> {
    const exchange = new ExchangeServer(door);
    await new Promise<void>((resolve) => exchange.#server.listen(0, '127.0.0.1', resolve));
    return exchange;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#door.tls === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${String(port)}/EWS/Exchange.asmx`;
  }

  get connectionCount(): number {
    return this.#connectionCount;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isDown) return void message.socket.destroy();
    const connection = this.#connectionOf(message.socket);
    response.on('finish', () => this.statuses.push(response.statusCode));
    let body = '';
    for await (const piece of message.setEncoding('utf8')) body += String(piece);
    if (!this.#mayPass(message, response, connection)) return;
    const interrupt = this.interruptions.shift();
    if (interrupt !== undefined) {
      interrupt(response);
      return;
    }
    if (message.url !== '/EWS/Exchange.asmx') return void response.writeHead(404).end();
    if (message.method !== 'POST' || !/^text\/xml\b/.test(message.headers['content-type'] ?? ''))
      return void response.writeHead(415).end();
    this.#answerQuestion(readAvailabilityQuestion(body), response, connection.number);
  }

  #answerQuestion(question: FakeQuestion | string, response: ServerResponse, connection: number): void {
    if (typeof question === 'string') {
      sendFault(response, question);
      return;
    }
    this.questions.push({ ...question, connection });
    const answers = question.addresses.map((address) =>
      writeMailbox(this.mailboxes.get(address) ?? 'ErrorMailRecipientNotFound', question),
    );
    send(
      response,
      200,
      `<m:GetUserAvailabilityResponse><m:FreeBusyResponseArray>${answers.join('')}</m:FreeBusyResponseArray></m:GetUserAvailabilityResponse>`,
    );
  }

  #connectionOf(socket: Socket): Connection {
    const known = this.#connections.get(socket);
    if (known !== undefined) return known;
    this.#connectionCount += 1;
    const connection = { number: this.#connectionCount, isIn: false };
    this.#connections.set(socket, connection);
    return connection;
  }

  #mayPass(message: IncomingMessage, response: ServerResponse, connection: Connection): boolean {
    const { ntlm } = this.#door;
    const authorization = message.headers.authorization ?? '';
    if (authorization !== '' && keysOf(this.#door).includes(authorization)) return true;
    if (ntlm !== undefined && this.#shakesHands(authorization, ntlm, { response, connection })) return connection.isIn;
    response.writeHead(401, { 'WWW-Authenticate': offersOf(this.#door) }).end();
    return false;
  }

  /** Whether the connection is in, or the answer is the next message of its handshake. */
  #shakesHands(authorization: string, options: DoorkeeperOptions, { response, connection }: Visit): boolean {
    const message = /^NTLM (\S+)$/.exec(authorization)?.[1];
    if (message === undefined) return connection.isIn;
    connection.isIn = false;
    const said = (connection.doorkeeper ??= new NtlmDoorkeeper(options)).take(message);
    if (said === 'in') connection.isIn = true;
    if (said === 'in') return true;
    if ('refusal' in said) return false;
    const closing = this.closesAfterChallenge ? { Connection: 'close' } : {};
    response.writeHead(401, { 'WWW-Authenticate': `NTLM ${said.say}`, ...closing }).end();
    return true;
  }
}

/** How one gets in. */
export interface Door {
  /** `name:password` */
  readonly basic?: string;
  readonly bearer?: string;
  readonly ntlm?: DoorkeeperOptions;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

/** Epoch milliseconds, and the word of the protocol. */
export interface FakeEvent {
  readonly from: number;
  readonly until: number;
  readonly type: string;
}

/** What a calendar server has of a mailbox. */
export interface FakeCalendar {
  readonly events?: readonly FakeEvent[];
  /** Default: what was asked for. */
  readonly view?: string;
  readonly digits?: string;
}

interface Connection {
  readonly number: number;
  isIn: boolean;
  doorkeeper?: NtlmDoorkeeper;
}

interface Visit {
  readonly response: ServerResponse;
  readonly connection: Connection;
}

/** Sends a body in its envelope. */
export function send(response: ServerResponse, status: number, body: string): void {
  const envelope = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="2" xmlns:t="${TYPES}"/></s:Header><s:Body xmlns:m="${MESSAGES}" xmlns:t="${TYPES}">${body}</s:Body></s:Envelope>`;
  response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8' }).end(envelope);
}

/** Sends a fault, with whatever is to stand in its `MessageXml`. */
export function sendFault(response: ServerResponse, code: string, messageXml = ''): void {
  const detail = `<e:ResponseCode xmlns:e="${ERRORS}">${code}</e:ResponseCode><e:Message xmlns:e="${ERRORS}">It failed for anna@example.org.</e:Message><t:MessageXml>${messageXml}</t:MessageXml>`;
  send(
    response,
    500,
    `<s:Fault><faultcode xmlns:a="${TYPES}">a:${code}</faultcode><faultstring xml:lang="en-US">It failed for anna@example.org.</faultstring><detail>${detail}</detail></s:Fault>`,
  );
}

const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';
const ERRORS = 'http://schemas.microsoft.com/exchange/services/2006/errors';

function keysOf({ basic, bearer }: Door): readonly string[] {
  const keys = [basic && `Basic ${Buffer.from(basic).toString('base64')}`, bearer && `Bearer ${bearer}`];
  return keys.filter((key) => key !== undefined);
}

function offersOf({ basic, bearer, ntlm }: Door): string[] {
  const offers = [basic && 'Basic realm="mail"', bearer && 'Bearer', ntlm && 'Negotiate', ntlm && 'NTLM'];
  return offers.filter((offer) => offer !== undefined);
}

function writeMailbox(mailbox: FakeCalendar | string, question: FakeQuestion): string {
  if (typeof mailbox === 'string') {
    const message = `<m:ResponseMessage ResponseClass="Error"><m:MessageText>No luck.</m:MessageText><m:ResponseCode>${mailbox}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey></m:ResponseMessage>`;
    return `<m:FreeBusyResponse>${message}<m:FreeBusyView><t:FreeBusyViewType>None</t:FreeBusyViewType></m:FreeBusyView></m:FreeBusyResponse>`;
  }
  const { events = [], view = question.view, digits } = mailbox;
  // Entries that the window touches, each in its entirety, in UTC because that was the zone of the request.
  const touched = events.filter(({ from, until }) => from < question.until && question.from < until);
  const time = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 19);
  const entries = touched.map(
    ({ from, until, type }) =>
      `<t:CalendarEvent><t:StartTime>${time(from)}</t:StartTime><t:EndTime>${time(until)}</t:EndTime><t:BusyType>${type}</t:BusyType></t:CalendarEvent>`,
  );
  const array =
    entries.length === 0 || view === 'MergedOnly' ? '' : `<t:CalendarEventArray>${entries.join('')}</t:CalendarEventArray>`;
  const merged = digits === undefined ? '' : `<t:MergedFreeBusy>${digits}</t:MergedFreeBusy>`;
  return `<m:FreeBusyResponse><m:ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:ResponseMessage><m:FreeBusyView><t:FreeBusyViewType>${view}</t:FreeBusyViewType>${merged}${array}</m:FreeBusyView></m:FreeBusyResponse>`;
}
