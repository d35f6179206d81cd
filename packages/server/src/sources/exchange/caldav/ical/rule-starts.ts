import { createPeriods, type RulePeriods, type RuleSource, type WallSpan } from './rule-periods.ts';

/**
 * When a rule has something begin within a span, ascending; wall-clock milliseconds. What comes before the first occurrence or after the last is not part of it.
 *
 * Our own and not the library's iterator: that can only go from occurrence to occurrence, beginning with the first, and knows rules at which it never ends.
 *
 * @param untilMs the last moment of the series, in wall-clock milliseconds
 * @throws BrokenCalendar when the budget is spent
 */
export function ruleStarts(source: RuleSource, span: WallSpan, untilMs = Infinity): number[] {
  const { rule, startMs } = source;
  const last = Math.min(span.until, untilMs);
  const first = Math.max(span.from, startMs);
  if (first > last) return [];
  const periods = createPeriods(source);
  // Neither can be known from a part of a period; a number of occurrences not without those before.
  if (rule.count !== undefined) return countedStarts(source, periods, { from: first, until: last });
  const isWhole = rule.positions.length > 0;
  const starts: number[] = [];
  const lastIndex = periods.indexAt(last);
  for (let index = periods.indexAt(first); index <= lastIndex; index += 1) {
    const inPeriod = periods.startsIn(index, isWhole ? undefined : { from: first, until: last });
    for (const start of atPositions(inPeriod, rule.positions)) if (start >= first && start <= last) starts.push(start);
  }
  return starts;
}

function countedStarts({ rule, startMs }: RuleSource, periods: RulePeriods, span: WallSpan): number[] {
  const starts: number[] = [];
  const lastIndex = periods.indexAt(span.until);
  let left = rule.count ?? 0;
  for (let index = 0; left > 0 && index <= lastIndex; index += 1) {
    for (const start of atPositions(periods.startsIn(index, undefined), rule.positions)) {
      if (start < startMs || left === 0) continue;
      left -= 1;
      if (start >= span.from && start <= span.until) starts.push(start);
    }
  }
  return starts;
}

/** BYSETPOS: the so manieth of a period, from its end when negative. */
function atPositions(starts: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return starts;
  return starts.filter((_, index) => positions.includes(index + 1) || positions.includes(index - starts.length));
}
