import fc from 'fast-check';
import { encodeNamesRequest, encodePortRequest, findNames, findPort } from './epmd-protocol.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('the questions to epmd', () => {
  it('are those of the protocol', () => {
    expect(encodeNamesRequest()).toEqual(bytes('0001 6e'));
    expect(encodePortRequest('ejabberd')).toEqual(bytes('0009 7a 656a616262657264'));
  });

  it('count the bytes of a name, not its characters', () => {
    expect(encodePortRequest('ž')).toEqual(bytes('0003 7a c5be'));
  });
});

describe('findNames', () => {
  const answer = (text: string): Buffer => Buffer.concat([bytes('00001111'), Buffer.from(text)]);

  it.each([
    ['nobody', '', []],
    ['one', 'name ejabberd at port 40123\n', [{ name: 'ejabberd', port: 40_123 }]],
    [
      'names with blanks',
      'name a at port 1 at port 2\nname b at port 3\n',
      [
        { name: 'a at port 1', port: 2 },
        { name: 'b', port: 3 },
      ],
    ],
  ])('reads %s', (_, text, nodes) => {
    expect(findNames(answer(text))).toEqual(nodes);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a piece of the head', bytes('0000 11')],
    ['a line without its end', answer('name ejabberd at port 4012')],
    ['something else', answer('HTTP/1.1 400 Bad Request\r\n')],
  ])('finds no answer in %s', (_, buffer) => {
    expect(findNames(buffer)).toBeUndefined();
  });
});

describe('findPort', () => {
  it.each([
    ['a port', '77 00 9cbb 4d 00 0006 0005 0008 656a616262657264 0000', 40_123],
    ['nobody of that name', '77 01', 'none'],
    ['nobody, with the end of newer answers', '77 01 ffff', 'none'],
    ['a port that is cut', '77 00 9c', undefined],
    ['another message', '76 00 0001', undefined],
    ['nothing', '', undefined],
  ])('reads %s', (_, hex, port) => {
    expect(findPort(bytes(hex))).toBe(port);
  });
});

it('reads whatever comes without failing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (garbage) => {
      findNames(Buffer.from(garbage));
      findPort(Buffer.from(garbage));
    }),
  );
});
