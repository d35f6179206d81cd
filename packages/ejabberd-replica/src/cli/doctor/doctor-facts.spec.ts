import fc from 'fast-check';
import { NO_FACTS, withFact, type DoctorFacts } from './doctor-facts.ts';

const said = (...lines: readonly object[]): DoctorFacts => lines.map((line) => JSON.stringify(line)).reduce(withFact, NO_FACTS);

describe('withFact', () => {
  it('collects what the Erlang program says', () => {
    const facts = said(
      { fact: 'erlang', otp: '25', mnesia: true },
      { fact: 'own_node' },
      { fact: 'connected' },
      { fact: 'table', note: 'b.test (sql)' },
      { fact: 'cluster', known: ['a@h', 'b@h'], running: ['a@h'], ejabberd: ['a@h'] },
      { fact: 'node', node: 'a@h', otp: '25', ejabberd: '23.01', sendTimeoutMs: 5000 },
      { fact: 'node', node: 'b@h', otp: null, ejabberd: null, sendTimeoutMs: null },
      { fact: 'way_back', node: 'a@h', port: 1, calls: true },
      { fact: 'way_back', node: 'b@h', epmd: 'noport' },
      { fact: 'done' },
    );
    expect(facts).toEqual({
      ...{ erlang: { otp: '25', hasMnesia: true }, ownNode: true, handshake: true, table: { note: 'b.test (sql)' } },
      cluster: { known: ['a@h', 'b@h'], running: ['a@h'], ejabberd: ['a@h'] },
      nodes: [
        { node: 'a@h', otp: '25', ejabberd: '23.01', sendTimeoutMs: 5000 },
        { node: 'b@h', otp: null, ejabberd: null, sendTimeoutMs: null },
      ],
      waysBack: [
        { node: 'a@h', calls: true },
        { node: 'b@h', epmd: 'noport' },
      ],
    });
  });

  it.each([
    ['own_node', { ownNode: { code: 'NAME_TAKEN', text: 'taken' } }],
    ['refused', { handshake: { code: 'NAME_TAKEN', text: 'taken' } }],
    ['table', { table: { code: 'NAME_TAKEN', text: 'taken' } }],
  ])('keeps why %s went wrong', (fact, expected) => {
    expect(said({ fact, code: 'NAME_TAKEN', text: 'taken' })).toMatchObject(expected);
  });

  it('keeps that it broke off', () => {
    expect(said({ fact: 'broken', reason: 'badarg' }).broken).toBe('badarg');
  });

  it.each(['', '=INFO REPORT====', 'null', '[]', '"fact"', '{"fact":"else"}', '{'])('makes nothing of %j', (line) => {
    expect(withFact(NO_FACTS, line)).toEqual(NO_FACTS);
  });

  it('makes something sound of whatever comes', () => {
    const facts = ['erlang', 'own_node', 'connected', 'refused', 'table', 'cluster', 'node', 'way_back', 'broken'];
    fc.assert(
      fc.property(fc.constantFrom(...facts), fc.dictionary(fc.string(), fc.jsonValue()), (fact, members) => {
        const { nodes, waysBack, cluster } = said({ ...members, fact });
        expect([...nodes, ...waysBack].every(({ node }) => typeof node === 'string')).toBe(true);
        expect(Object.values(cluster ?? {}).every((names) => Array.isArray(names))).toBe(true);
      }),
    );
  });
});
