import fc from 'fast-check';
import { dialogInfoXml, dialogXml, localXml, remoteXml } from './dialog-info.fixture.ts';
import { MAX_DIALOGS, readDialogInfo, type DialogElement, type DialogInfoDocument } from './dialog-info.ts';
import { DialogTable } from './dialog-table.ts';

type Said = readonly [id: string, state: DialogElement['state']];

function documentOf(version: number, state: 'full' | 'partial', ...dialogs: readonly Said[]): DialogInfoDocument {
  return {
    entity: 'sip:2001@pbx.test',
    version,
    state,
    dialogs: dialogs.map(([id, dialogState]) => ({ id, state: dialogState })),
  };
}

/** The calls after one document of kamailio with this dialog. */
function callsOf(dialog: string) {
  const decoded = readDialogInfo(dialogInfoXml(dialog));
  if (!decoded.ok) throw new Error(decoded.expected);
  const table = new DialogTable();
  table.apply(decoded.value);
  return table.calls();
}

const stagesOf = (table: DialogTable) => table.calls().map(({ id, raw }) => `${id} ${raw}`);

describe('a dialog as a call', () => {
  it.each([
    ['trying', 'TRYING'],
    ['proceeding', 'TRYING'],
    ['early', 'ALERTING'],
    ['confirmed', 'CONNECTED'],
  ])('that is %s is %s', (state, stage) => {
    expect(callsOf(dialogXml('a', state))).toEqual([{ id: 'a', call: 'call-a', stage, direction: 'in', raw: state }]);
  });

  it('that is terminated is none', () => {
    expect(callsOf(dialogXml('a', 'terminated'))).toEqual([]);
  });

  it('has the far end and the direction as the line sees them', () => {
    const dialog = dialogXml('a', 'early', remoteXml('sip:1001@pbx.test', 'Anna')).replace('recipient', 'initiator');
    expect(callsOf(dialog)).toMatchObject([{ direction: 'out', peer: { number: '1001', name: 'Anna' } }]);
    expect(callsOf(dialogXml('a', 'early').replace('direction="recipient"', ''))).toEqual([
      { id: 'a', call: 'call-a', stage: 'ALERTING', raw: 'early' },
    ]);
  });

  it.each([
    ['<remote><target uri="sip:1001@10.0.0.1:5062"/></remote>', { number: '1001' }],
    ['<remote><identity>sip:anonymous@anonymous.invalid</identity><target uri="sip:1001@10.0.0.1"/></remote>', undefined],
    ['<remote><identity display="Anna">sip:pbx.test</identity></remote>', undefined],
    ['<remote/>', undefined],
  ])('takes the far end from %s', (remote, peer) => {
    expect(callsOf(dialogXml('a', 'early', remote))[0]?.peer).toEqual(peer);
  });

  it.each([
    ['confirmed', 'pname="+sip.rendering" pval="no"', true],
    ['confirmed', 'pname="sip.rendering" pval="No"', true],
    ['confirmed', 'pname="+sip.rendering" pvalue="no"', true],
    ['confirmed', 'pname="+sip.rendering" pval="yes"', undefined],
    ['confirmed', 'pname="+sip.rendering" pval="unknown"', undefined],
    ['confirmed', 'pname="x+sip.rendering" pval="no"', undefined],
    ['early', 'pname="+sip.rendering" pval="no"', undefined],
  ])('that is %s with the feature %s of this end is held: %s', (state, param, isHeld) => {
    expect(callsOf(dialogXml('a', state, localXml(param)))[0]?.isHeld).toBe(isHeld);
  });

  it('is not held by this end when the far end holds it', () => {
    const remote = '<remote><target uri="sip:1@x"><param pname="+sip.rendering" pval="no"/></target></remote>';
    expect(callsOf(dialogXml('a', 'confirmed', remote))[0]).not.toHaveProperty('isHeld');
  });

  it.each([
    ['pname="isfocus" pval="true"', true],
    ['pname="isfocus"', true],
    ['pname="isfocus" pval="false"', undefined],
  ])('whose far end has the feature %s is a conference: %s', (param, isConference) => {
    const remote = `<remote><target uri="sip:8000@x"><param ${param}/></target></remote>`;
    expect(callsOf(dialogXml('a', 'confirmed', remote))[0]?.isConference).toBe(isConference);
  });
});

describe('the dialogs of a subscription', () => {
  it('are empty before the first document', () => {
    expect(new DialogTable().calls()).toEqual([]);
  });

  it('follow a call, and are idle after a document with nothing but its end, however often that comes', () => {
    const table = new DialogTable();
    expect(table.apply(documentOf(0, 'full', ['a', 'early']))).toBe('applied');
    expect(table.apply(documentOf(1, 'full', ['a', 'confirmed']))).toBe('applied');
    expect(stagesOf(table)).toEqual(['a confirmed']);
    for (const version of [2, 3, 4]) {
      expect(table.apply(documentOf(version, 'full', ['a', 'terminated']))).toBe('applied');
      expect(table.calls()).toEqual([]);
    }
  });

  it('are replaced by a full document, also one with nothing in it', () => {
    const table = new DialogTable();
    table.apply(documentOf(0, 'full', ['a', 'confirmed'], ['b', 'early']));
    table.apply(documentOf(1, 'full', ['c', 'early']));
    expect(stagesOf(table)).toEqual(['c early']);
    table.apply(documentOf(2, 'full'));
    expect(table.calls()).toEqual([]);
  });

  it('are changed by a partial document where it says something', () => {
    const table = new DialogTable();
    table.apply(documentOf(3, 'full', ['a', 'confirmed'], ['b', 'early'], ['c', 'early']));
    expect(
      table.apply(documentOf(4, 'partial', ['b', 'terminated'], ['c', 'confirmed'], ['d', 'trying'], ['e', 'terminated'])),
    ).toBe('applied');
    expect(stagesOf(table)).toEqual(['a confirmed', 'c confirmed', 'd trying']);
  });

  it('do not take back what a newer document said', () => {
    const table = new DialogTable();
    table.apply(documentOf(5, 'full', ['a', 'confirmed']));
    expect(table.apply(documentOf(4, 'full', ['a', 'early']))).toBe('old');
    expect(table.apply(documentOf(0, 'partial', ['b', 'early']))).toBe('old');
    expect(stagesOf(table)).toEqual(['a confirmed']);
    expect(table.apply(documentOf(6, 'partial', ['a', 'terminated']))).toBe('applied');
  });

  it('take the same version again: a copy changes nothing, and some servers do not count', () => {
    const table = new DialogTable();
    table.apply(documentOf(1, 'full', ['a', 'early']));
    expect(table.apply(documentOf(1, 'full', ['a', 'early']))).toBe('applied');
    expect(table.apply(documentOf(1, 'full', ['a', 'confirmed']))).toBe('applied');
    expect(stagesOf(table)).toEqual(['a confirmed']);
  });

  it('have a gap where a partial document was lost, until a full one comes', () => {
    const table = new DialogTable();
    table.apply(documentOf(1, 'full', ['a', 'early']));
    expect(table.apply(documentOf(3, 'partial', ['b', 'early']))).toBe('gap');
    expect(stagesOf(table)).toEqual(['a early', 'b early']);
    expect(table.apply(documentOf(4, 'partial', ['b', 'confirmed']))).toBe('applied');
    expect(table.apply(documentOf(9, 'partial'))).toBe('applied');
    expect(table.apply(documentOf(10, 'full', ['b', 'confirmed']))).toBe('applied');
    expect(stagesOf(table)).toEqual(['b confirmed']);
    expect(table.apply(documentOf(12, 'partial'))).toBe('gap');
  });

  it('have a gap when they begin with a partial document', () => {
    expect(new DialogTable().apply(documentOf(7, 'partial', ['a', 'early']))).toBe('gap');
  });

  it('have none where a full document was lost before a full one', () => {
    const table = new DialogTable();
    table.apply(documentOf(1, 'full'));
    expect(table.apply(documentOf(8, 'full', ['a', 'early']))).toBe('applied');
  });

  it('are not more than a line can have, however many partial documents add some', () => {
    const table = new DialogTable();
    table.apply(documentOf(0, 'full'));
    const many = (version: number) =>
      documentOf(
        version,
        'partial',
        ...Array.from({ length: 200 }, (_, index): Said => [`${String(version)} ${String(index)}`, 'early']),
      );
    expect(table.apply(many(1))).toBe('applied');
    expect(table.apply(many(2))).toBe('gap');
    expect(table.calls()).toHaveLength(MAX_DIALOGS);
    table.apply(documentOf(3, 'partial', ['1 0', 'confirmed'], ['1 1', 'terminated']));
    expect(stagesOf(table).slice(0, 2)).toEqual(['1 0 confirmed', '1 2 early']);
  });

  it('are the same as after the last full document and what came since, in whatever order it comes', () => {
    const said = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('early' as const, 'confirmed' as const, 'terminated' as const)),
      { maxLength: 3 },
    );
    const documents = fc.array(fc.tuple(fc.nat(6), fc.constantFrom('full' as const, 'partial' as const), said), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(documents, (sent) => {
        const table = new DialogTable();
        let newest = -1;
        let model = new Map<string, string>();
        for (const [version, state, dialogs] of sent) {
          const isOld = version < newest;
          expect(table.apply(documentOf(version, state, ...dialogs)) === 'old').toBe(isOld);
          if (isOld) continue;
          newest = version;
          if (state === 'full') model = new Map();
          for (const [id, dialogState] of dialogs) {
            if (dialogState === 'terminated') model.delete(id);
            else model.set(id, dialogState);
          }
          expect(new Map(table.calls().map(({ id, raw }) => [id, raw]))).toEqual(model);
        }
      }),
    );
  });
});
