import { dialogInfo } from '../notifier.fixture.ts';
import { EVENT_PACKAGES } from './address-reader.ts';

const document = (text: string) => ({ contentType: 'x', text });

describe('the package dialog', () => {
  const setUp = () => {
    const reader = EVENT_PACKAGES.dialog.createReader();
    return (text: string | undefined) => {
      const { facts, isComplete, flaw } = reader.read(text === undefined ? undefined : document(text));
      return [facts?.calls.map(({ raw }) => raw), isComplete, flaw !== undefined];
    };
  };

  it('tells the calls of a line', () => {
    const read = setUp();
    expect(read(dialogInfo(0, []))).toEqual([[], true, false]);
    expect(read(dialogInfo(1, ['early']))).toEqual([['early'], true, false]);
    expect(read(dialogInfo(2, ['terminated']))).toEqual([[], true, false]);
  });

  it('says nothing where the first NOTIFY says nothing', () => {
    expect(setUp()(undefined)).toEqual([undefined, true, false]);
  });

  it('leaves an idle line idle when nothing more is told, but does not end a call by it', () => {
    const read = setUp();
    read(dialogInfo(0, []));
    expect(read(undefined)).toEqual([[], true, false]);
    read(dialogInfo(1, ['confirmed']));
    expect(read(undefined)).toEqual([undefined, true, false]);
    expect(read(undefined)).toEqual([undefined, true, false]);
    expect(read(dialogInfo(5, ['early']))).toEqual([['early'], true, false]);
  });

  it('is in doubt when changes are missing, until it is told everything', () => {
    const read = setUp();
    read(dialogInfo(0, []));
    expect(read(dialogInfo(1, ['early'], 'partial'))).toEqual([['early'], true, false]);
    expect(read(dialogInfo(3, ['confirmed'], 'partial'))).toEqual([['confirmed'], false, false]);
    expect(read(dialogInfo(4, ['confirmed'], 'partial'))).toEqual([['confirmed'], false, false]);
    expect(read(dialogInfo(5, ['confirmed']))).toEqual([['confirmed'], true, false]);
  });

  it('is in doubt when it begins with a change', () => {
    expect(setUp()(dialogInfo(0, ['early'], 'partial'))).toEqual([['early'], false, false]);
  });

  it('believes a notifier that begins to count anew', () => {
    const read = setUp();
    read(dialogInfo(7, ['early']));
    expect(read(dialogInfo(0, []))).toEqual([[], true, false]);
  });

  it.each(['', 'no XML', '<dialog-info/>', '<!DOCTYPE x><x/>'])('knows nothing any more after %j', (text) => {
    const read = setUp();
    read(dialogInfo(0, []));
    expect(read(text)).toEqual([undefined, true, true]);
    expect(read(undefined)).toEqual([undefined, true, false]);
  });
});

describe('the package presence', () => {
  const read = (text: string | undefined) =>
    EVENT_PACKAGES.presence.createReader().read(text === undefined ? undefined : document(text));

  it('tells what a document says, and nothing where there is none', () => {
    const tuple = '<tuple id="a"><status><basic>closed</basic></status></tuple>';
    const pidf = `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:a@b">${tuple}</presence>`;
    expect(read(pidf)).toMatchObject({ facts: { isInService: false }, isComplete: true });
    expect(read(undefined)).toMatchObject({ facts: undefined, isComplete: true });
    expect(read('<presence/>')).toMatchObject({ facts: undefined, flaw: expect.any(String) });
  });
});
