import fc from 'fast-check';
import { LineReader } from './line-reader.ts';

class Lines {
  readonly lines: string[] = [];
  tooLong = 0;
  readonly reader: LineReader;

  constructor(mostBytes = 1000) {
    this.reader = new LineReader(mostBytes, { onLine: (line) => this.lines.push(line), onTooLong: () => (this.tooLong += 1) });
  }

  take(...pieces: readonly (string | Buffer)[]): this {
    for (const piece of pieces) this.reader.take(Buffer.from(piece));
    return this;
  }
}

describe('LineReader', () => {
  it.each([
    ['one line', ['a\n'], ['a']],
    ['several in a piece', ['a\nb\n\nc\n'], ['a', 'b', '', 'c']],
    ['one in several pieces', ['a', 'b', 'c\nd', '\n'], ['abc', 'd']],
    ['nothing that has no end yet', ['abc'], []],
  ])('reads %s', (_title, pieces, lines) => {
    expect(new Lines().take(...pieces).lines).toEqual(lines);
  });

  it('gives the same lines however the bytes are cut', () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '')),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 200 }), { maxLength: 10 }), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(new Lines().take(...pieces).lines).toEqual(lines);
      }),
    );
  });

  it.each([
    ['10 bytes', ['0123456789\n'], ['0123456789'], 0],
    ['11 bytes', ['ok\n', '0123456789x\n', 'later\n'], ['ok'], 1],
    ['11 bytes in pieces', ['01234', '56789', 'x'], [], 1],
    ['11 bytes without an end', ['0123456789x'], [], 1],
  ])('gives up at a line that is too long, and says so once (%s of 10)', (...row) => {
    const [, pieces, lines, tooLong] = row;
    const seen = new Lines(10).take(...pieces);
    expect([seen.lines, seen.tooLong]).toEqual([lines, tooLong]);
  });

  it('reads nothing more after its end, in the same piece either', () => {
    const lines: string[] = [];
    const reader = new LineReader(100, {
      onLine: (line) => {
        lines.push(line);
        reader.end();
      },
      onTooLong: fail,
    });
    reader.take(Buffer.from('a\nb\nc'));
    reader.take(Buffer.from('d\n'));
    expect(lines).toEqual(['a']);
  });
});

function fail(): void {
  throw new Error('no line was too long');
}
