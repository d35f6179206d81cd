import fc from 'fast-check';
import { dialogInfoXml, dialogXml, localXml, remoteXml } from './dialog-info.fixture.ts';
import { readDialogInfo } from './dialog-info.ts';
import { DialogTable } from './dialog-table.ts';
import { findPidfFacts } from './pidf-facts.ts';
import { readPidf } from '../../../documents/pidf.ts';
import { MAX_ATTRIBUTES, MAX_DEPTH, PUSHED_DOCUMENT, readXml } from '../../../documents/xml-tree.ts';

const DIALOG_INFO = dialogInfoXml(
  dialogXml('a', 'early', localXml('pname="+sip.rendering" pval="no"') + remoteXml('sip:1001@pbx.test', 'Anna')) +
    dialogXml('b', 'confirmed', remoteXml('sip:1002@pbx.test')),
);
const PIDF = `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
  xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:1@x"><tuple id="t"><status><basic>open</basic></status><note>n</note></tuple>
  <dm:person id="p"><r:activities><r:on-the-phone/></r:activities></dm:person></presence>`;

/** Reads a text both ways and does with the results what a connector does. Whatever goes wrong throws, or never ends. */
function readBoth(text: string): readonly { readonly ok: boolean }[] {
  const dialogs = readDialogInfo(text);
  const table = new DialogTable();
  if (dialogs.ok) table.apply(dialogs.value);
  table.calls();
  const presence = readPidf(text);
  if (presence.ok) findPidfFacts(presence.value);
  for (const decoded of [dialogs, presence]) {
    if (!decoded.ok && decoded.expected === '') throw new Error('A failure that does not say what was expected');
  }
  return [dialogs, presence];
}

const isRefused = (text: string): boolean => readBoth(text).every(({ ok }) => !ok);

/** Any UTF-16 code units, halves of characters among them. */
const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.nat(0xffff), { maxLength }).map((codes) => String.fromCharCode(...codes));

/** Pieces that mean something to a reader of XML. */
const TOKENS = [
  ...['<', '>', '/>', '</', '&', ';', '"', "'", '=', ' ', '<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '<!DOCTYPE a [', ']>'],
  ...[
    '<!ENTITY x "y">',
    '&x;',
    '&amp;',
    '&#0;',
    '&#x110000;',
    '&#xD800;',
    'xmlns:',
    'xmlns=""',
    'xml:',
    '__proto__',
    'constructor',
    ':',
  ],
  ...[
    'dialog',
    'state',
    'early',
    'id',
    '\0',
    '\uFFFE',
    '\uD800',
    '\uFEFF',
    '\r\n',
    '😀',
    '<dialog id="x"><state>early</state></dialog>',
  ],
];

describe('readers of documents', () => {
  it('read the documents that are changed below', () => {
    expect(readDialogInfo(DIALOG_INFO).ok).toBe(true);
    expect(readPidf(PIDF).ok).toBe(true);
  });

  it('give a value or a failure for any text', () => {
    fc.assert(fc.property(anyText(200), (text) => void readBoth(text)));
  });

  it('give a value or a failure for any bytes, decoded as well as they can be', () => {
    const decoder = new TextDecoder();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readBoth(decoder.decode(bytes))));
  });

  it('give a value or a failure for any heap of markup', () => {
    const heap = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map((tokens) => tokens.join(''));
    fc.assert(fc.property(heap, (text) => void readBoth(text)));
    fc.assert(fc.property(heap, (text) => void readBoth(dialogInfoXml(text))));
  });

  it('give a value or a failure for a document of which pieces are lost, doubled or replaced', () => {
    const change = fc.tuple(fc.nat(), fc.nat(40), fc.oneof(fc.constantFrom(...TOKENS), anyText(8)));
    fc.assert(
      fc.property(fc.constantFrom(DIALOG_INFO, PIDF), fc.array(change, { minLength: 1, maxLength: 6 }), (original, changes) => {
        let text = original;
        for (const [at, length, piece] of changes) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + piece + text.slice(start + length);
        }
        readBoth(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuse a document that is cut off anywhere', () => {
    for (const text of [DIALOG_INFO, PIDF]) {
      for (let length = 0; length < text.length; length += 1) expect(isRefused(text.slice(0, length))).toBe(true);
    }
  });

  it.each([
    ['a DOCTYPE', `<!DOCTYPE dialog-info>${dialogInfoXml('').replace(/<\?.*\?>\n/, '')}`],
    ['a DOCTYPE that names a file', `<!DOCTYPE d SYSTEM "file:///etc/passwd">${dialogInfoXml('').replace(/<\?.*\?>\n/, '')}`],
    [
      'a bomb',
      `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>${dialogInfoXml('&b;').replace(/<\?.*\?>\n/, '')}`,
    ],
    ['an entity of its own', dialogInfoXml('&b;')],
    ['an entity in an attribute', dialogInfoXml('', 'version="0" state="full" entity="&b;"')],
    ['an entity named like a property', dialogInfoXml('&constructor;&__proto__;&toString;')],
    ['a character that XML forbids', dialogInfoXml('&#0;')],
    ['half a character', dialogInfoXml('&#xD800;')],
    ['an attribute twice', dialogInfoXml('<a b="1" b="2"/>')],
    ['an attribute twice by another prefix', dialogInfoXml('<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>')],
    ['XML 1.1 with a control character', dialogInfoXml('&#1;').replace('version="1.0"?', 'version="1.1"?')],
    ['a prefix named like a property', dialogInfoXml('<constructor:a __proto__:b="1"/>')],
    ['two documents', dialogInfoXml('') + dialogInfoXml('').replace(/<\?.*\?>\n/, '')],
  ])('refuse %s', (_, text) => {
    expect(isRefused(text)).toBe(true);
  });

  it('leave attributes alone that are named like a property', () => {
    expect(
      readDialogInfo(dialogInfoXml('<dialog id="a" __proto__="x" constructor="y"><state>early</state></dialog>')),
    ).toMatchObject({
      ok: true,
      value: { dialogs: [{ id: 'a', state: 'early' }] },
    });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('read elements nested as deep as is allowed, and not one deeper', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(readXml(nested(MAX_DEPTH)).ok).toBe(true);
    expect(readXml(nested(MAX_DEPTH + 1))).toEqual({ ok: false, path: '', expected: 'elements nested at most 24 deep' });
    expect(isRefused('<a>'.repeat(80_000))).toBe(true);
  });

  it('read as many elements as are allowed, and not one more', () => {
    const many = (count: number) => `<a>${'<b/>'.repeat(count - 1)}</a>`;
    expect(readXml(many(PUSHED_DOCUMENT.elements)).ok).toBe(true);
    expect(readXml(many(PUSHED_DOCUMENT.elements + 1))).toEqual({ ok: false, path: '', expected: 'at most 8192 elements' });
  });

  it('read as many attributes as are allowed, and not one more', () => {
    const many = (count: number) => `<a ${Array.from({ length: count }, (_, index) => `a${String(index)}=""`).join(' ')}/>`;
    expect(readXml(many(MAX_ATTRIBUTES)).ok).toBe(true);
    expect(readXml(many(MAX_ATTRIBUTES + 1))).toEqual({ ok: false, path: '', expected: 'at most 64 attributes of an element' });
  });

  it('read documents as large as is allowed, and not a character larger', () => {
    const sized = (length: number) => dialogInfoXml(' '.repeat(length - dialogInfoXml('').length));
    expect(readDialogInfo(sized(PUSHED_DOCUMENT.documentLength)).ok).toBe(true);
    expect(readDialogInfo(sized(PUSHED_DOCUMENT.documentLength + 1))).toEqual({
      ok: false,
      path: '',
      expected: 'at most 262144 characters',
    });
  });

  const fill = (piece: string): string => piece.repeat(Math.floor((PUSHED_DOCUMENT.documentLength - 400) / piece.length));
  it.each([
    ['empty elements', dialogInfoXml(fill('<a/>'))],
    ['bindings of one namespace', dialogInfoXml(fill('<a xmlns="u"/>'))],
    [
      'attributes',
      dialogInfoXml(
        `<a${fill(' b=""')
          .replaceAll(/b=/g, (name, at: number) => name.replace('b', `b${String(at)}`))
          .slice(0, 240_000)}/>`,
      ),
    ],
    ['one attribute', dialogInfoXml(`<a b="${fill('x')}"/>`)],
    ['one name', dialogInfoXml(`<${fill('n')}/>`)],
    ['references', dialogInfoXml(fill('&amp;'))],
    ['ampersands', dialogInfoXml(fill('&'))],
    ['comments', dialogInfoXml(fill('<!---->'))],
    ['instructions', dialogInfoXml(fill('<?a?>'))],
    ['brackets of a section', dialogInfoXml(`<![CDATA[${fill(']')}]]>`)],
    ['sections', dialogInfoXml(fill('<![CDATA[]]>'))],
    ['brackets', dialogInfoXml(fill('<'))],
    ['dashes of a comment', dialogInfoXml(`<!--${fill('-')}`)],
    ['a DOCTYPE', `<!DOCTYPE d [${fill('<!ENTITY a "b">')}]><d/>`],
    ['a far end', dialogInfoXml(dialogXml('a', 'early', remoteXml(`sip:${fill('anonymous').slice(0, 120_000)}@x`)))],
    ['blanks in a far end', dialogInfoXml(dialogXml('a', 'early', `<remote><identity>${fill(' ')}x</identity></remote>`))],
    ['blanks in a name', dialogInfoXml(dialogXml('a', 'early', remoteXml('sip:1@x', `a${fill(' ').slice(0, 200_000)}a`)))],
    ['dialogs of one id', dialogInfoXml(fill(dialogXml('a', 'early')))],
    ['activities', PIDF.replace('<r:on-the-phone/>', fill('<r:away/>').slice(0, 225_000))],
  ])('come to an end with a document full of %s', (_, text) => {
    expect(text.length).toBeLessThanOrEqual(PUSHED_DOCUMENT.documentLength);
    readBoth(text);
  });
});
