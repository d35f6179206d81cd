import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeWithServer, startEjabberd, type EjabberdServer } from '@lampfield/test-servers';
import { createCanonicalizer } from '../../../core/canonical-identifier.ts';
import { findPreparedAddress } from './prepared-address.ts';

jest.setTimeout(60_000);

/** All of Unicode 3.2 but ideographs and Hangul syllables, which stand for themselves, and what nobody may be called; first and last of each range. */
const RANGES = [
  [0x21, 0x33ff],
  [0xa000, 0xabff],
  [0xf900, 0xffff],
  [0x10000, 0x10fff],
  [0x2f800, 0x2fa1d],
] as const;

/** Ideographs whose normal form was corrected after Unicode 3.2 (Corrigendum 4): stringprep keeps the mistake. */
const CORRECTED = new Set(['\u{2f868}', '\u{2f874}', '\u{2f91f}', '\u{2f95f}', '\u{2f9bf}']);

describeWithServer('ejabberd', () => {
  let server: EjabberdServer;

  beforeAll(async () => {
    server = await startEjabberd({ accounts: [] });
  });
  afterAll(() => server.stop());

  it('prepares every character that an identifier may have as we do', async () => {
    const canonicalize = createCanonicalizer();
    const file = join(dirname(server.cookieFile), 'prepared');
    await server.evaluate(prepareAll(file));
    const pairs = (await readFile(file, 'utf8')).split('\n').map((pair) => pair.split('\t'));
    const differing: string[] = [];
    let same = 0;
    for (const [character = '', prepared] of pairs) {
      const identifier = canonicalize('XMPP', `${character}@chat.test`);
      if (identifier === undefined || CORRECTED.has(character)) continue;
      if (findPreparedAddress(identifier)?.user === prepared) same += 1;
      else differing.push(character);
    }
    expect(differing).toEqual([]);
    expect(same).toBeGreaterThan(5000);
  });
});

/** Each character by itself, a tab, and what ejabberd makes of it as a local part; a line each. What it refuses is left out. */
function prepareAll(file: string): string {
  const characters = RANGES.map(([first, last]) => `lists:seq(${String(first)}, ${String(last)})`).join(' ++ ');
  const lines = `[[<<C/utf8>>, "\\t", P, "\\n"] || C <- ${characters}, P <- [jid:nodeprep(<<C/utf8>>)], P =/= error]`;
  return `file:write_file(${JSON.stringify(file)}, ${lines})`;
}
