import fc from 'fast-check';
import { readUserCursor, writeUserCursor } from './user-cursor.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('names any user in letters that need no escaping in a URL', () => {
    const anyText = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anyText, anyText, (user, host) => {
        const cursor = writeUserCursor({ user, host });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(readUserCursor(cursor)).toEqual({ user, host });
      }),
    );
  });

  it('is kept apart from whatever else somebody sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(encode)), (text) => {
        const user = readUserCursor(text);
        if (user !== undefined) expect(writeUserCursor(user)).toBe(text);
      }),
    );
  });

  const good = writeUserCursor({ user: 'anna', host: 'chat.test' });

  it.each([
    ['nothing', ''],
    ['no base64', '*'],
    ['no JSON', Buffer.from('anna').toString('base64url')],
    ['a number', encode(1)],
    ['nothing at all', encode(null)],
    ['an object', encode({ host: 'chat.test', user: 'anna' })],
    ['one name', encode(['chat.test'])],
    ['three names', encode(['chat.test', 'anna', 'desk'])],
    ['something else than names', encode(['chat.test', 7])],
    ['another spelling of the same', `${good}=`],
    ['blanks around it', ` ${good}`],
    ['half of it', good.slice(0, good.length / 2)],
  ])('is not %s', (_what, text) => {
    expect(readUserCursor(text)).toBeUndefined();
  });
});
