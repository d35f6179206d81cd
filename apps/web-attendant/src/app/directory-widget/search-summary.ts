import type { SearchState } from './directory-search.ts';

/** One line about the search, told politely to screen readers as well. Empty before anything was searched, and for a problem. */
export function searchSummary({ isSearching, result, problem }: SearchState): string {
  if (problem !== undefined) return '';
  if (result === undefined) return isSearching ? 'Searching…' : '';
  const { contacts, isTruncated, query } = result;
  if (contacts.length === 0) return `Nobody found for “${query.search}”.`;
  if (isTruncated) return `More than ${contacts.length} found. Type more to narrow it down.`;
  return contacts.length === 1 ? '1 contact' : `${contacts.length} contacts`;
}
