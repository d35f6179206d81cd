import fc from 'fast-check';
import { escapeXml } from './escape-xml.ts';
import { readXml } from './xml-tree.ts';

describe('text for XML', () => {
  it.each([
    [`a & b < c > "d" 'e'`, 'a &amp; b &lt; c &gt; &quot;d&quot; &apos;e&apos;'],
    ['\u0000\u0008\uFFFF\uD800', '\uFFFD\uFFFD\uFFFD\uFFFD'],
    ['Őr 😀', 'Őr 😀'],
  ])('%j is escaped', (text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });

  it('comes out of a document as it went in', () => {
    const readable = fc.string({
      unit: fc.constantFrom('a', ' ', '&', '<', '>', '"', "'", ';', ']]>', '<![CDATA[', '--', '\t', '\n', 'ő', '😀'),
    });
    fc.assert(
      fc.property(readable, (text) => {
        const read = readXml(`<a b="${escapeXml(text).replaceAll(/\s/g, ' ')}">${escapeXml(text)}</a>`);
        expect(read).toMatchObject({ ok: true, value: { text } });
      }),
    );
  });

  it('makes well-formed documents of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readXml(`<a>${escapeXml(text)}</a>`).ok).toBe(true);
      }),
    );
  });
});
