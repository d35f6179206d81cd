import { DialogInfoSource } from './dialog-info-source.ts';
import { ManualClock } from './manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';

function document(version: number, state: string): string {
  const dialog = `<dialog id="1" call-id="c" direction="recipient"><state>${state}</state></dialog>`;
  const attributes = `version="${String(version)}" state="full" entity="sip:1001@pbx.test"`;
  return `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" ${attributes}>${dialog}</dialog-info>`;
}

describe('a source that is told by documents', () => {
  let sink: RecordingSink;
  let source: DialogInfoSource;

  beforeEach(() => {
    sink = new RecordingSink();
    source = new DialogInfoSource(new ManualClock());
    source.start(sink);
  });

  const states = (): string[] => sink.reportsOf('1001').map(({ state }) => state);

  it('reports what an observed line does', () => {
    source.observe('1001');
    source.observe('1001');
    ['early', 'confirmed', 'terminated'].forEach((state, version) => {
      source.take('1001', document(version, state));
    });
    expect(sink.state).toBe('UP');
    expect(states()).toEqual(['RINGING', 'ON_CALL', 'AVAILABLE']);
  });

  it('says nothing of a line that is not observed', async () => {
    source.take('1001', document(0, 'early'));
    source.observe('1001');
    source.release('1001');
    source.take('1001', document(0, 'early'));
    source.observe('1001');
    await source.stop();
    source.take('1001', document(0, 'early'));
    expect(states()).toEqual([]);
  });
});
