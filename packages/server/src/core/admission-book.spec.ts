import { AdmissionBook } from './admission-book.ts';

const inUse = (): boolean => false;

function full(): AdmissionBook {
  const book = new AdmissionBook(1);
  book.ask('a');
  book.admit('a');
  for (const identifier of ['b', 'c']) book.ask(identifier);
  return book;
}

describe('the places of a source', () => {
  it('are given in the order of arrival; asking again does not lose a turn', () => {
    const book = full();
    book.ask('b');
    expect([book.hasRoom, book.waitingCount, book.findNext(inUse)]).toEqual([false, 2, 'b']);
    book.free('a');
    book.admit('b');
    expect([book.isAdmitted('b'), book.isWaiting('b'), book.findNext(inUse)]).toEqual([true, false, 'c']);
  });

  it('are not given to who is not in use: he loses his turn until he asks again, at the end', () => {
    const book = full();
    expect(book.findNext((identifier) => identifier === 'b')).toBe('c');
    expect([book.isParked('b'), book.waitingCount, book.parkedCount]).toEqual([true, 1, 1]);
    book.ask('b');
    expect([book.isParked('b'), book.findNext(inUse)]).toEqual([false, 'c']);
  });

  it('are taken from what is parked, and nothing is left of what is forgotten', () => {
    const book = full();
    book.park('a');
    expect([book.hasRoom, book.isAdmitted('a'), book.isParked('a')]).toEqual([true, false, true]);
    for (const identifier of ['a', 'b', 'c']) book.forget(identifier);
    expect([book.waitingCount, book.parkedCount, book.admittedCount]).toEqual([0, 0, 0]);
  });

  it('do not change for who has one and asks again', () => {
    const book = full();
    book.ask('a');
    expect([book.isAdmitted('a'), book.isWaiting('a'), book.admittedCount]).toEqual([true, false, 1]);
  });
});
