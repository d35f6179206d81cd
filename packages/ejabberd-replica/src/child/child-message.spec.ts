import fc from 'fast-check';
import { findChildMessage, findRow } from './child-message.ts';

describe('findChildMessage', () => {
  it.each([
    { ev: 'hello', protocol: 1, otp: '25' },
    { ev: 'trouble', code: 'REFUSED', text: 'why' },
    { ev: 'joined', via: 'a@b', copy: 'added', nodes: ['a@b'] },
    { ev: 'nodes', nodes: [] },
    { ev: 'note', text: 'well' },
    { ev: 'reset' },
    { ev: 'pong' },
    { ev: 'left' },
    { ev: 'ready', rows: 0 },
    { ev: 'rows', nodes: ['a@b'], rows: [[]] },
  ])('reads %j, with whatever more there is', (message) => {
    expect(findChildMessage(JSON.stringify({ ...message, more: 1 }))).toEqual(message);
  });

  it.each([
    '',
    'x',
    'null',
    '[]',
    '1',
    '{}',
    '{"ev":1}',
    '{"ev":"constructor"}',
    '{"ev":"hello","protocol":"1","otp":"25"}',
    '{"ev":"trouble","code":"TIRED","text":"why"}',
    '{"ev":"joined","via":"a@b","copy":"added","nodes":"a@b"}',
    '{"ev":"nodes","nodes":[1]}',
    '{"ev":"ready","rows":1.5}',
    '{"ev":"rows","nodes":["a@b"],"rows":{}}',
  ])('finds nothing in %s', (line) => {
    expect(findChildMessage(line)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void findChildMessage(line)));
    fc.assert(fc.property(fc.anything(), (row) => void findRow(row, ['a@b'])));
  });
});

describe('findRow', () => {
  const nodes = ['e1@a', 'e2@b'];
  const key = { sidUs: 1_795_323_712_000_009, node: 'e2@b', user: 'ann', host: 'a.org' };
  const keyRow = [1, key.sidUs, 'ann', 'a.org'];

  it.each([
    [keyRow, { removed: key }],
    [[...keyRow, 'desk', -128], { put: { ...key, resource: 'desk', priority: -128 } }],
    [[...keyRow, '', null], { put: { ...key, resource: '', priority: null } }],
  ])('reads %j', (row, change) => {
    expect(findRow(row, nodes)).toEqual(change);
  });

  it.each([
    [null],
    [{}],
    [[]],
    [[2, 1, 'ann', 'a.org']],
    [[-1, 1, 'ann', 'a.org']],
    [['0', 1, 'ann', 'a.org']],
    [[0, 1.5, 'ann', 'a.org']],
    [[0, 1, null, 'a.org']],
    [[0, 1, 'ann']],
    [[0, 1, 'ann', 'a.org', 'desk']],
    [[0, 1, 'ann', 'a.org', 'desk', '5']],
  ])('finds nothing in %j', (row) => {
    expect(findRow(row, nodes)).toBeUndefined();
  });
});
