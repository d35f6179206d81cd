import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { queueLargeBodies } from './large-bodies.ts';

const LARGE = { 'content-length': String(1024 * 1024 + 1) };

/** Calls by their names, and which of them were let through. */
function setUp() {
  const queue = queueLargeBodies();
  const begun: string[] = [];
  const call = (name: string, headers: Record<string, string>, closed = false) => {
    const response = Object.assign(new EventEmitter(), { closed });
    void queue({ headers } as unknown as Request, response as unknown as Response, () => void begun.push(name));
    return { end: () => response.emit('close') };
  };
  return { begun, call };
}

it('lets small bodies through, however many large ones wait', () => {
  const { begun, call } = setUp();
  for (const name of ['a', 'b', 'c']) call(name, LARGE);
  call('small', { 'content-length': String(1024 * 1024) });
  call('none', {});
  expect(begun).toEqual(['a', 'b', 'small', 'none']);
});

it.each([LARGE, { 'transfer-encoding': 'chunked' }, { 'content-encoding': 'gzip', 'content-length': '9' }])(
  'lets those through one by one that are or may become large: %j',
  (headers) => {
    const { begun, call } = setUp();
    const calls = ['a', 'b', 'c', 'd'].map((name) => call(name, headers));
    calls[0]?.end();
    expect(begun).toEqual(['a', 'b', 'c']);
    calls[1]?.end();
    calls[2]?.end();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  },
);

it('forgets who goes while he waits', () => {
  const { begun, call } = setUp();
  const [first, , third] = ['a', 'b', 'c', 'd'].map((name) => call(name, LARGE));
  third?.end();
  first?.end();
  expect(begun).toEqual(['a', 'b', 'd']);
});

it('gives no place to who has gone before he came to the queue: nobody would hear him go', () => {
  const { begun, call } = setUp();
  for (const name of ['a', 'b', 'c']) call(name, LARGE, true);
  for (const name of ['d', 'e']) call(name, LARGE);
  expect(begun).toEqual(['d', 'e']);
});
