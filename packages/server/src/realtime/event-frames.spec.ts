import type { PresenceItem } from '@lampfield/protocol';
import fc from 'fast-check';
import { eventFrame, itemsFrames, textFrame } from './event-frames.ts';

const ITEM: PresenceItem = {
  id: '1_JTAPI',
  identifier: '1',
  type: 'JTAPI',
  state: 'RINGING',
  since: 1,
  version: 2,
  confirmedAt: 3,
};

/** The text of a frame, read as RFC 6455 section 5.2 says; throws where it is not one whole unmasked text frame. */
function readFrame(bytes: string): string {
  const frame = Buffer.from(bytes, 'latin1');
  expect(frame[0]).toBe(0x81);
  const short = frame.readUInt8(1);
  const [header, length] =
    short < 126 ? [2, short] : short === 126 ? [4, frame.readUInt16BE(2)] : [10, Number(frame.readBigUInt64BE(2))];
  expect(frame.length).toBe(header + length);
  return frame.subarray(header).toString('utf8');
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('a frame of %d bytes says its length', (length) => {
  expect(readFrame(textFrame('x'.repeat(length)))).toBe('x'.repeat(length));
});

test('an event is what Socket.IO would send, whatever letters are in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(readFrame(eventFrame('SourceStateEvt', { text }))).toBe(`42${JSON.stringify(['SourceStateEvt', { text }])}`);
    }),
  );
});

test('items go as one event or as several, each encoded once', () => {
  const other = { ...ITEM, id: '2_JTAPI', raw: 'Ő ☎ 日本' };
  const bytes = Buffer.from(JSON.stringify(other)).toString('latin1');
  const stringify = jest.spyOn(JSON, 'stringify');
  const [one, two] = [ITEM, other].map((item) => ({ item, encoded: undefined }));
  if (one === undefined || two === undefined) throw new Error('no items');
  const expected = (...presenceItems: unknown[]): string => `42${JSON.stringify(['PresenceWebEvt', { presenceItems }])}`;
  const alone = itemsFrames([two], 10);
  expect(readFrame(alone)).toBe(expected(other));
  expect(two.encoded).toEqual({ json: bytes, message: alone });
  expect(readFrame(itemsFrames([one, two], 2))).toBe(expected(ITEM, other));
  expect(itemsFrames([one, two, two], 2)).toBe(itemsFrames([one, two], 2) + alone);
  expect(itemsFrames([one, two], 1)).toBe(itemsFrames([one], 1) + alone);
  expect(stringify.mock.calls.filter(([value]) => value === ITEM || value === other)).toHaveLength(2);
  stringify.mockRestore();
});
