import { readLongXml, readXml } from './xml-tree.ts';

const LIMITS = { documentLength: 1_000_000, elements: 100_000 };

/** Longer than what is read at once, with names and references across the cuts. */
const LONG = `<r xmlns="urn:x">${'<one a="é">ő &amp; 📞</one>'.repeat(9000)}</r>`;

describe('a long document', () => {
  it.each([
    ['good', LONG],
    ['short', '<r/>'],
    ['broken', LONG.slice(0, -5)],
    ['with a DOCTYPE', `<!DOCTYPE r>${LONG}`],
    ['too long', 'x'.repeat(1_000_001)],
    ['nothing', ''],
  ])('that is %s is read in pieces as it is at once', async (_what, text) => {
    expect(await readLongXml(text, LIMITS, () => Promise.resolve())).toEqual(readXml(text, LIMITS));
  });

  it('lets others work between its pieces', async () => {
    let pauses = 0;
    await readLongXml(LONG, LIMITS, () => {
      pauses += 1;
      return Promise.resolve();
    });
    expect(pauses).toBe(Math.ceil(LONG.length / 65_536) - 1);
  });
});
