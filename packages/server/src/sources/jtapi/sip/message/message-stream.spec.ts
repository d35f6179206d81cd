import fc from 'fast-check';
import { notifyWith } from './message.fixture.ts';
import { MessageStream } from './message-stream.ts';

const bodies = (stream: MessageStream, bytes: Buffer): string[] =>
  stream.push(bytes).messages.map((message) => ('malformed' in message ? 'malformed' : message.body.toString()));

describe('a stream of messages', () => {
  it('gives each message when it is complete, however the bytes are cut', () => {
    const all = Buffer.concat([notifyWith({}, 'première'), notifyWith({}), notifyWith({}, 'last\r\n\r\n')]);
    fc.assert(
      fc.property(fc.array(fc.nat(all.length), { maxLength: 12 }), (cuts) => {
        const stream = new MessageStream();
        const edges = [0, ...cuts.toSorted((one, other) => one - other), all.length];
        const seen = edges.slice(1).flatMap((end, index) => bodies(stream, all.subarray(edges[index], end)));
        expect(seen).toEqual(['première', '', 'last\r\n\r\n']);
      }),
    );
  });

  it('gives a message byte by byte', () => {
    const stream = new MessageStream();
    const seen = [...notifyWith({}, 'slow')].flatMap((byte) => bodies(stream, Buffer.of(byte)));
    expect(seen).toEqual(['slow']);
  });

  it.each([
    [['\r\n\r\n'], [1]],
    [
      ['\r\n', '\r\n'],
      [0, 1],
    ],
    [
      ['\r', '\n\r', '\n'],
      [0, 0, 1],
    ],
    [['\r\n'], [0]],
    [['\r\n\r\n\r\n\r\n'], [2]],
  ])('hears the keep-alives in %j', (chunks, pings) => {
    const stream = new MessageStream();
    expect(chunks.map((chunk) => stream.push(Buffer.from(chunk)).pings)).toEqual(pings);
    expect(bodies(stream, notifyWith({}, 'then a message'))).toEqual(['then a message']);
  });

  it('goes on after a message that can be delimited but not understood', () => {
    const stream = new MessageStream();
    const bytes = Buffer.concat([notifyWith({ CSeq: 'CSeq: none' }, 'one'), notifyWith({}, 'two')]);
    expect(bodies(stream, bytes)).toEqual(['malformed', 'two']);
  });

  it.each([
    ['there is no Content-Length', notifyWith({ 'Content-Length': undefined })],
    ['the Content-Length is none', notifyWith({ 'Content-Length': 'Content-Length: -1' })],
    ['the body would be longer than any', notifyWith({ 'Content-Length': 'Content-Length: 524289' })],
    ['it does not begin with a message', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['the head has no end', Buffer.alloc(70_000, 'x')],
    ['the head is longer than any', notifyWith({ Contact: `Contact: ${'x'.repeat(66_000)}` })],
  ])('is of no use any more when %s', (_why, bytes) => {
    expect(new MessageStream().push(bytes)).toMatchObject({ broken: expect.any(String) });
  });

  it('takes any bytes without a throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
        const stream = new MessageStream();
        for (const chunk of chunks) expect(stream.push(Buffer.from(chunk)).messages).toBeDefined();
      }),
    );
  });
});
