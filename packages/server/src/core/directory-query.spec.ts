import { makeSearchable, matchesQuery, MAX_QUERY_LENGTH, MAX_QUERY_WORDS, parseDirectoryQuery } from './directory-query.ts';

const jurgen = makeSearchable(
  ['Jürgen Müller-Weiß', 'Müller-Weiß', 'Jürgen', 'j.mueller@example.org'],
  ['+36 (1) 1000-9100', '0036 1 1000 42'],
);

function finds(query: string): boolean {
  const words = parseDirectoryQuery(query);
  return words.length > 0 && matchesQuery(words, jurgen);
}

describe('a directory query', () => {
  it.each([
    'Jürgen', 'jurgen', 'juergen', 'JÜRGEN', 'ju\u0308rgen', 'rge', 'muller jürgen', 'jürgen müller', 'müller, jürgen', 'weiss', 'weiß', 'j.mueller@',
    'jürgen m', 'mül*', '  jürgen  ',
  ])('%j finds by name, in any order, with or without accents', (query) => {
    expect(finds(query)).toBe(true);
  }); // prettier-ignore

  it.each([
    '9100',
    '1000 9100',
    '+36 1 1000 9100',
    '+36(1)1000-9100',
    '0036110009100',
    '06 1 1000 9100',
    '1000/91',
    'jürgen 9100',
    '9100 jürgen',
    '36',
    '+3',
  ])('%j finds by number, however it is punctuated', (query) => {
    expect(finds(query)).toBe(true);
  });

  it.each(['jorgen', 'jürgen x', 'jürgen ü', '9101', '10', 'müller 9101', 'ürgen müller schmidt'])(
    '%j does not find',
    (query) => {
      expect(finds(query)).toBe(false);
    },
  );

  it.each(['', '   ', '*', '**', '* *', '?', '%', '()', '-', '+', '&|!', '\u0000', ',;'])(
    '%j has nothing that could find anything',
    (query) => {
      expect(parseDirectoryQuery(query)).toEqual([]);
    },
  );

  it('looks for a word anywhere from three characters on, below only at the start', () => {
    expect(finds('gen')).toBe(true);
    expect(finds('en')).toBe(false);
    expect(finds('jü')).toBe(true);
    expect(finds('10')).toBe(false);
  });

  it('takes short words alone as typed, and beside a longer one without accents and at the start of any word', () => {
    expect(finds('ju')).toBe(false);
    expect(finds('müller ju')).toBe(true);
    expect(finds('jürgen mu')).toBe(true);
    expect(parseDirectoryQuery('jürgen m').map(({ mode }) => mode)).toEqual(['contains', 'wordStart']);
    expect(parseDirectoryQuery('j m').map(({ mode }) => mode)).toEqual(['valueStart', 'valueStart']);
  });

  it('puts the parts of one number together, and only those', () => {
    expect(parseDirectoryQuery('+36 1 1000 9100').map(({ digits }) => digits)).toEqual(['36110009100']);
    expect(parseDirectoryQuery('12 anna 34').map(({ digits }) => digits)).toEqual(['12', undefined, '34']);
  });

  it('drops the zeros that a full number is dialled with, but not those of an extension', () => {
    expect(parseDirectoryQuery('0036 1 1000 9100')[0]?.digits).toBe('36110009100');
    expect(parseDirectoryQuery('0042')[0]?.digits).toBe('0042');
  });

  it('cuts what is too long', () => {
    expect(parseDirectoryQuery('a'.repeat(MAX_QUERY_LENGTH + 1))[0]?.text).toHaveLength(MAX_QUERY_LENGTH);
    expect(parseDirectoryQuery('abc '.repeat(50))).toHaveLength(MAX_QUERY_WORDS);
  });

  it('takes filter characters as what they are', () => {
    expect(parseDirectoryQuery('a)(uid=x').map(({ text }) => text)).toEqual(['a)(uid=x']);
  });
});
