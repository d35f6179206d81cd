import { findPidfFacts } from './pidf-facts.ts';
import { MAX_TUPLES, readPidf, type PidfPresence } from '../../../documents/pidf.ts';

const pidf = (content: string, attributes = 'entity="sip:2001@pbx.test"') =>
  `<presence xmlns="urn:ietf:params:xml:ns:pidf" ${attributes}>${content}</presence>`;
const tuple = (basic: string, id = 't') => `<tuple id="${id}"><status><basic>${basic}</basic></status></tuple>`;
const person = (activities: string) =>
  `<dm:person xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" id="p"><r:activities>${activities}</r:activities></dm:person>`;

function presenceOf(text: string): PidfPresence {
  const decoded = readPidf(text);
  if (!decoded.ok) throw new Error(`${decoded.path}: expected ${decoded.expected}`);
  return decoded.value;
}

/** In the manner of Cisco Unified CM. */
const CISCO = `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:8001@192.0.2.1" xmlns:e="urn:ietf:params:xml:ns:pidf:status:rpid"
  xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:ce="urn:cisco:params:xml:ns:pidf:rpid">
  <dm:person><status><basic>open</basic></status><e:activities><e:on-the-phone/><ce:alerting/></e:activities></dm:person>
  <tuple id="cmp"><status><basic>open</basic><e:activities><e:on-the-phone/></e:activities></status><contact priority="0.8">
    sip:8001@192.0.2.1:5060 </contact></tuple></presence>`;

/** In the manner of Asterisk. */
const ASTERISK = `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:pp="urn:ietf:params:xml:ns:pidf:person"
  xmlns:ep="urn:ietf:params:xml:ns:pidf:rpid:rpid-person" entity="sip:6001@192.0.2.1">
  <pp:person><status><ep:activities><ep:away/></ep:activities></status></pp:person><note> Unavailable </note>
  <tuple id="6001"><contact priority="1">sip:6001@192.0.2.1</contact><status><basic>closed</basic></status></tuple></presence>`;

/** As the drafts of 2004 had it. */
const DRAFT =
  pidf(`<tuple id="a"><status><basic>Open</basic><es:activities xmlns:es="urn:ietf:params:xml:ns:pidf:status:rpid-status">
  <es:activity> Busy </es:activity></es:activities></status><note>busy</note></tuple>`);

describe('a presence document', () => {
  it.each<[string, string, PidfPresence]>([
    [
      'Cisco',
      CISCO,
      {
        entity: 'sip:8001@192.0.2.1',
        tuples: [{ id: 'cmp', basic: 'open', contact: 'sip:8001@192.0.2.1:5060' }],
        activities: ['on-the-phone', 'alerting'],
      },
    ],
    [
      'Asterisk',
      ASTERISK,
      {
        entity: 'sip:6001@192.0.2.1',
        tuples: [{ id: '6001', basic: 'closed', contact: 'sip:6001@192.0.2.1' }],
        activities: ['away'],
        note: 'Unavailable',
      },
    ],
    [
      'the drafts',
      DRAFT,
      { entity: 'sip:2001@pbx.test', tuples: [{ id: 'a', basic: 'open' }], activities: ['busy'], note: 'busy' },
    ],
    [
      'a server that knows nothing',
      pidf('<tuple id="a"><status/></tuple>'),
      { entity: 'sip:2001@pbx.test', tuples: [{ id: 'a' }], activities: [] },
    ],
  ])('in the manner of %s is read', (_, text, presence) => {
    expect(presenceOf(text)).toEqual(presence);
  });

  it('takes activities by their namespace, not by their prefix', () => {
    const foreign = '<r:activities xmlns:r="urn:x"><r:busy/></r:activities>';
    expect(presenceOf(pidf(`<person>${foreign}</person>${tuple('open')}`)).activities).toEqual([]);
    expect(presenceOf(pidf(person('<own xmlns="urn:x"/><r:Away/><r:away/>'))).activities).toEqual(['own', 'away']);
  });

  it.each([
    [pidf('', ''), 'entity', 'text of 1 to 512 characters'],
    [pidf('<tuple><status/></tuple>'), 'tuple[0].id', 'text of 1 to 512 characters'],
    [pidf('<tuple id="a"/>'), 'tuple[0].status', 'an element'],
    [pidf(tuple('open') + tuple('ajar')), 'tuple[1].status.basic', 'one of open, closed'],
    [pidf(tuple('')), 'tuple[0].status.basic', 'one of open, closed'],
    [pidf(tuple('open').repeat(MAX_TUPLES + 1)), 'tuple', 'at most 256 tuples'],
    ['<presence/>', '', 'the element presence of urn:ietf:params:xml:ns:pidf'],
    ['closed', '', 'well-formed XML without DOCTYPE'],
  ])('%s is refused at %s', (text, path, expected) => {
    expect(readPidf(text)).toEqual({ ok: false, path, expected });
  });

  it('has not any number of activities', () => {
    const activities = (count: number) =>
      pidf(person(Array.from({ length: count }, (_, index) => `<r:a${String(index)}/>`).join('')));
    expect(presenceOf(activities(MAX_TUPLES)).activities).toHaveLength(MAX_TUPLES);
    expect(readPidf(activities(MAX_TUPLES + 1))).toMatchObject({ ok: false, path: 'activities' });
  });
});

describe('what a presence document says of its address', () => {
  const factsOf = (content: string) => findPidfFacts(presenceOf(pidf(content)));

  it.each([
    [tuple('open'), { calls: [], isInService: true, raw: 'open' }],
    [tuple('closed'), { calls: [], isInService: false, raw: 'closed' }],
    [tuple('closed') + tuple('open', 'u'), { calls: [], isInService: true, raw: 'open' }],
    [person('<r:unheard-of/>'), { calls: [] }],
    [tuple('open') + person('<r:other/>'), { calls: [], isInService: true, raw: 'open' }],
    [tuple('open') + person('<r:busy/>'), { calls: [], isInService: true, status: 'BUSY', raw: 'busy' }],
    [tuple('open') + person('<r:away/><r:meeting/>'), { calls: [], status: 'IN_MEETING', raw: 'meeting' }],
    [tuple('open') + person('<r:vacation/>'), { status: 'AWAY', raw: 'vacation' }],
    [tuple('open') + person('<r:busy/><dnd xmlns="urn:x"/>'), { status: 'DND', raw: 'dnd' }],
    [tuple('closed') + person('<r:away/>'), { calls: [], isInService: false, raw: 'closed' }],
    [person('<r:constructor/><r:__proto__/>'), { calls: [] }],
  ])('in %s', (content, facts) => {
    expect(factsOf(content)).toMatchObject(facts);
  });

  it.each([
    ['<r:on-the-phone/>', [{ id: 'on-the-phone', stage: 'CONNECTED', raw: 'on-the-phone' }]],
    ['<alerting xmlns="urn:x"/>', [{ id: 'alerting', stage: 'ALERTING', direction: 'in', raw: 'alerting' }]],
  ])('%s is a call without a far end, on whatever tuple', (activity, calls) => {
    expect(factsOf(tuple('open') + person(activity))).toMatchObject({ calls, isInService: true });
    expect(factsOf(tuple('closed') + person(activity))).toMatchObject({ calls, isInService: true });
  });

  it('is both calls of who is on the phone while another rings', () => {
    expect(findPidfFacts(presenceOf(CISCO))?.calls.map(({ stage }) => stage)).toEqual(['CONNECTED', 'ALERTING']);
  });

  it.each(['', '<tuple id="a"><status/></tuple>', '<note>here</note>'])('is nothing in %j', (content) => {
    expect(factsOf(content)).toBeUndefined();
  });
});
