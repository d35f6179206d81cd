import { AndFilter, EqualityFilter, ExtensibleFilter, NotFilter, OrFilter, type Filter } from 'ldapts';

/**
 * A filter with `{name}` in its values replaced. In the parsed filter and not in its text: whatever is put in stays a value, and cannot become a part
 * of the filter (RFC 4515, section 3, without having to escape).
 */
export function filledFilter(filter: Filter, values: Readonly<Record<string, string>>): Filter {
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  if (filter instanceof AndFilter) return new AndFilter({ filters: filter.filters.map((part) => filledFilter(part, values)) });
  if (filter instanceof OrFilter) return new OrFilter({ filters: filter.filters.map((part) => filledFilter(part, values)) });
  if (filter instanceof NotFilter) return new NotFilter({ filter: filledFilter(filter.filter, values) });
  if (filter instanceof EqualityFilter && typeof filter.value === 'string') {
    return new EqualityFilter({ attribute: filter.attribute, value: fill(filter.value) });
  }
  if (filter instanceof ExtensibleFilter) {
    const { rule, matchType, dnAttributes } = filter;
    return new ExtensibleFilter({ rule, matchType, dnAttributes, value: fill(filter.value) });
  }
  return filter;
}
