import { findNodeName, namesFit, ownNodeFor } from './node-names.ts';

describe('findNodeName', () => {
  it.each([
    ['ejabberd@localhost', { name: 'ejabberd', host: 'localhost', isLong: false }],
    ['ejabberd@127.0.0.1', { name: 'ejabberd', host: '127.0.0.1', isLong: true }],
    ['e_j-1@chat.example.org', { name: 'e_j-1', host: 'chat.example.org', isLong: true }],
  ])('reads %s', (text, name) => {
    expect(findNodeName(text)).toEqual(name);
  });

  it.each(['', 'ejabberd', '@host', 'ejabberd@', 'a@b@c', 'a b@c', "a'@c", 'a@c\n', `${'a'.repeat(201)}@c`])(
    'finds no name in %j',
    (text) => {
      expect(findNodeName(text)).toBeUndefined();
    },
  );
});

describe('ownNodeFor', () => {
  it.each([
    ['ejabberd@localhost', 'pc.example.org', 'me@localhost'],
    ['ejabberd@127.0.0.1', 'pc.example.org', 'me@127.0.0.1'],
    ['ejabberd@chat', 'pc.example.org', 'me@pc'],
    ['ejabberd@chat.example.org', 'pc.example.org', 'me@pc.example.org'],
  ])('is for %s on the machine %s %s', (node, hostname, own) => {
    const name = findNodeName(node);
    expect(name && ownNodeFor('me', name, { hostname })).toBe(own);
  });
});

it.each([
  ['a@h', 'b@localhost', true],
  ['a@h.example', 'b@127.0.0.1', true],
  ['a@h', 'b@h.example', false],
])('knows whether %s and %s can talk to each other', (node, ownNode, fit) => {
  expect(namesFit({ node, ownNode })).toBe(fit);
});
