import { parseDirectoryQuery } from '../../core/directory-query.ts';
import { candidateFilter, looseFilter, typedFilter } from './search-filters.ts';

const attributes = { names: ['cn'], addresses: ['mail'], numbers: ['telephoneNumber'] };

function typed(query: string): string | undefined {
  return typedFilter(parseDirectoryQuery(query), attributes)?.toString();
}

function loose(query: string, foldAccents = true): string | undefined {
  return looseFilter(parseDirectoryQuery(query), attributes, foldAccents)?.toString();
}

describe('the filter for what was typed', () => {
  it.each([
    ['anna', '(|(cn=*anna*)(mail=*anna*))'],
    ['an', '(|(cn=an*)(mail=an*))'],
    ['anna v', '(&(|(cn=*anna*)(mail=*anna*))(|(cn=v*)(cn=* v*)(mail=v*)(mail=* v*)))'],
    ['9100', '(|(cn=*9100*)(mail=*9100*)(telephoneNumber=*9100*))'],
    ['1000-9100', '(|(cn=*1000-9100*)(mail=*1000-9100*)(telephoneNumber=*10009100*))'],
    ['91', '(|(cn=91*)(mail=91*)(telephoneNumber=91*)(telephoneNumber=+91*))'],
    ['abc)(uid=*', '(|(cn=*abc\\29\\28uid=*)(mail=*abc\\29\\28uid=*))'],
    ['a\\2ab', '(|(cn=*a\\5c2ab*)(mail=*a\\5c2ab*))'],
  ])('%s is looked for as %s', (query, filter) => {
    expect(typed(query)).toBe(filter);
  });

  it.each(['', '*', '( )'])('%j has none', (query) => {
    expect(typed(query)).toBeUndefined();
  });

  it('has none for a word where only numbers are searched', () => {
    const numbers = { names: [], addresses: [], numbers: ['telephoneNumber'] };
    expect(typedFilter(parseDirectoryQuery('anna'), numbers)).toBeUndefined();
    expect(typedFilter(parseDirectoryQuery('9100'), numbers)?.toString()).toBe('(telephoneNumber=*9100*)');
  });
});

describe('the filter for what was meant', () => {
  it('leaves accents open in names, and folds them in addresses', () => {
    expect(loose('jan')).toBe('(|(cn=*j*n*)(mail=*jan*))');
    expect(loose('ján')).toBe('(|(cn=*j*n*)(mail=*jan*))');
  });

  it('leaves punctuation open in numbers, at one place in each four digits', () => {
    const window = '(|(telephoneNumber=*9*100*)(telephoneNumber=*91*00*)(telephoneNumber=*910*0*))';
    expect(loose('9100', false)).toBe(`(|(cn=*9100*)(mail=*9100*)${window})`);
    expect(loose('100')).toBe('(|(cn=*100*)(mail=*100*)(|(telephoneNumber=*1*00*)(telephoneNumber=*10*0*)))');
    expect(loose('36110009100')?.split('(|(telephoneNumber').length).toBe(3);
  });

  it('leaves short words to the comparison of what comes back', () => {
    expect(loose('jan k')).toBe(loose('jan'));
  });

  it.each(['an', 'anna.vogel@example.org', '12', ''])('does not exist for %j: nothing more could come back', (query) => {
    expect(loose(query)).toBeUndefined();
  });

  it('does not exist for names where the server folds accents', () => {
    expect(loose('jan', false)).toBeUndefined();
  });
});

describe('the filter for presentities', () => {
  it('escapes what would mean something', () => {
    const filter = candidateFilter([{ attribute: 'uid', kind: 'equals', value: '*)(uid=*' }], false);
    expect(filter?.toString()).toBe('(uid=\\2a\\29\\28uid=\\2a)');
  });

  it('looks for the end of a number, then also with punctuation in it', () => {
    const candidates = [
      { attribute: 'mail', kind: 'equals', value: 'a@b' },
      { attribute: 'telephoneNumber', kind: 'endsInDigits', value: '9100' },
    ] as const;
    expect(candidateFilter(candidates, false)?.toString()).toBe('(|(mail=a@b)(telephoneNumber=*9100))');
    expect(candidateFilter(candidates, true)?.toString()).toBe('(|(telephoneNumber=*9*100)(telephoneNumber=*91*00))');
    expect(candidateFilter(candidates.slice(0, 1), true)).toBeUndefined();
  });
});
