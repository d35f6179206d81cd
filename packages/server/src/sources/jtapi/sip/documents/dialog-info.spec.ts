import { dialogInfoXml, dialogXml, localXml, remoteXml } from './dialog-info.fixture.ts';
import { MAX_DIALOGS, readDialogInfo, type DialogInfoDocument } from './dialog-info.ts';

function documentOf(text: string): DialogInfoDocument {
  const decoded = readDialogInfo(text);
  if (!decoded.ok) throw new Error(`${decoded.path}: expected ${decoded.expected}`);
  return decoded.value;
}

/** What makes the first example of RFC 4235, section 6, with all that is left out of the result. */
const FULL = `<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment --><?and an="instruction"?>
<d:dialog-info xmlns:d="urn:ietf:params:xml:ns:dialog-info" xmlns:x="urn:x" version="17" state="partial" entity=" sip:alice@example.com ">
  <x:dialog id="not a dialog"/>
  <d:dialog id="as7d900as8" call-id="a84b4c76e66710" local-tag="1928301774" remote-tag="456887766" direction="initiator" x:id="other">
    <d:state event="Rejected" code="486"> Terminated </d:state>
    <d:duration>274</d:duration>
    <d:replaces call-id="z" local-tag="1" remote-tag="2"/>
    <d:referred-by display="Bob">sip:bob@example.com</d:referred-by>
    <d:route-set><d:hop>sip:hop@example.com</d:hop></d:route-set>
    <d:local>
      <d:identity display=" Alice &amp; Co ">
        sip:alice@example.com
      </d:identity>
      <d:target uri="sip:alice@pc33.example.com">
        <d:param pname="isfocus" pval="TRUE"/>
        <d:param pname="+sip.rendering" pval="No"/>
        <d:param pname="class" pvalue="personal"/>
        <d:param pname="automaton"/>
        <x:param pname="class" pval="other"/>
      </d:target>
      <d:session-description type="application/sdp"><![CDATA[v=0 <&>]]></d:session-description>
    </d:local>
    <d:remote/>
  </d:dialog>
</d:dialog-info>`;

describe('a dialog-info document', () => {
  it('is read by its namespaces, with blanks and capitals as they come', () => {
    const params = [
      ['isfocus', 'true'],
      ['sip.rendering', 'no'],
      ['class', 'personal'],
      ['automaton', ''],
    ] as const;
    expect(documentOf(FULL)).toEqual({
      entity: 'sip:alice@example.com',
      version: 17,
      state: 'partial',
      dialogs: [
        {
          id: 'as7d900as8',
          callId: 'a84b4c76e66710',
          localTag: '1928301774',
          remoteTag: '456887766',
          direction: 'initiator',
          state: 'terminated',
          event: 'rejected',
          local: {
            identity: 'sip:alice@example.com',
            displayName: 'Alice & Co',
            target: 'sip:alice@pc33.example.com',
            params: new Map(params),
          },
          remote: { params: new Map() },
        },
      ],
    });
  });

  it('of kamailio has words with capitals, and no names', () => {
    const text = dialogInfoXml(dialogXml('a', 'Trying', remoteXml('sip:1001@pbx.test')).replace('recipient', 'Initiator'));
    expect(documentOf(text).dialogs).toEqual([
      {
        id: 'a',
        callId: 'call-a',
        direction: 'initiator',
        state: 'trying',
        remote: { identity: 'sip:1001@pbx.test', target: 'sip:1001@pbx.test', params: new Map() },
      },
    ]);
  });

  it('of Asterisk has little in it', () => {
    const dialog = `<dialog id="6001"><state>confirmed</state>${localXml('pname="+sip.rendering" pval="no"')}</dialog>`;
    expect(documentOf(dialogInfoXml(dialog)).dialogs).toMatchObject([{ id: '6001', state: 'confirmed' }]);
  });

  it('may have its words in sections, with comments and references between', () => {
    const dialog = '<dialog id="a"><state> <![CDATA[con]]>fir<!-- -->m&#101;<?a?>d</state></dialog>';
    expect(documentOf(dialogInfoXml(dialog)).dialogs).toEqual([{ id: 'a', state: 'confirmed' }]);
  });

  it('may have no dialogs', () => {
    expect(documentOf(dialogInfoXml(''))).toEqual({ entity: 'sip:2001@pbx.test', version: 0, state: 'full', dialogs: [] });
  });

  it('may have a byte order mark before it', () => {
    expect(documentOf(`\uFEFF${dialogInfoXml('')}`).version).toBe(0);
  });

  it.each([
    ['', 'well-formed XML without DOCTYPE'],
    ['<', 'well-formed XML without DOCTYPE'],
    ['   ', 'well-formed XML without DOCTYPE'],
    ['{"version":1}', 'well-formed XML without DOCTYPE'],
    [dialogInfoXml('<dialog>'), 'well-formed XML without DOCTYPE'],
    [dialogInfoXml('').slice(0, -1), 'well-formed XML without DOCTYPE'],
    [`${dialogInfoXml('')}<again/>`, 'well-formed XML without DOCTYPE'],
    [dialogInfoXml('<y:dialog/>'), 'well-formed XML without DOCTYPE'],
    ['<dialog-info version="1" state="full" entity="a"/>', 'the element dialog-info of urn:ietf:params:xml:ns:dialog-info'],
    ['<presence xmlns="urn:ietf:params:xml:ns:pidf"/>', 'the element dialog-info of urn:ietf:params:xml:ns:dialog-info'],
  ])('is not %j', (text, expected) => {
    expect(readDialogInfo(text)).toEqual({ ok: false, path: '', expected });
  });

  it.each([
    ['version="-1" state="full" entity="a"', 'version', 'a whole number of at most 15 digits'],
    ['version="1.5" state="full" entity="a"', 'version', 'a whole number of at most 15 digits'],
    ['version="1234567890123456" state="full" entity="a"', 'version', 'a whole number of at most 15 digits'],
    ['state="full" entity="a"', 'version', 'a whole number of at most 15 digits'],
    ['version="1" entity="a"', 'state', 'one of full, partial'],
    ['version="1" state="whole" entity="a"', 'state', 'one of full, partial'],
    ['version="1" state="full"', 'entity', 'text of 1 to 512 characters'],
    ['version="1" state="full" entity=" "', 'entity', 'text of 1 to 512 characters'],
    [`version="1" state="full" entity="${'a'.repeat(513)}"`, 'entity', 'text of 1 to 512 characters'],
  ])('with the attributes %s is refused at %s', (attributes, path, expected) => {
    expect(readDialogInfo(dialogInfoXml('', attributes))).toEqual({ ok: false, path, expected });
  });

  it.each([
    ['<dialog><state>early</state></dialog>', 'dialog[1].id', 'text of 1 to 512 characters'],
    ['<dialog id="x"/>', 'dialog[1].state', 'an element'],
    ['<dialog id="x"><state xmlns="urn:x">early</state></dialog>', 'dialog[1].state', 'an element'],
    [dialogXml('x', 'ringing'), 'dialog[1].state', 'one of trying, proceeding, early, confirmed, terminated'],
    [dialogXml('x', ''), 'dialog[1].state', 'one of trying, proceeding, early, confirmed, terminated'],
    [dialogXml('x', 'early').replace('recipient', 'up'), 'dialog[1].direction', 'one of initiator, recipient'],
  ])('with the dialog %s is refused at %s', (dialog, path, expected) => {
    expect(readDialogInfo(dialogInfoXml(dialogXml('first', 'early') + dialog))).toEqual({ ok: false, path, expected });
  });

  it('may have many dialogs, but not any number of them', () => {
    const dialogs = (count: number) =>
      dialogInfoXml(Array.from({ length: count }, (_, index) => dialogXml(String(index), 'early')).join(''));
    expect(documentOf(dialogs(MAX_DIALOGS)).dialogs).toHaveLength(MAX_DIALOGS);
    expect(readDialogInfo(dialogs(MAX_DIALOGS + 1))).toEqual({ ok: false, path: 'dialog', expected: 'at most 256 dialogs' });
  });
});
