// Regular expressions as RE2 reads them, bounded in what they may cost (google/re2, syntax.txt).
import { BoundedRegExp, givenUp } from '../../base/regexp/bounded-regexp.ts';
import { goRegExp } from '../../base/regexp/re2.ts';
import { EvaluationFault } from './values.ts';

/** All matches of a pattern, from the left, at most `limit`. Throws where the pattern is none or the search is given up. */
export function findAll(text: string, pattern: string, limit = Number.POSITIVE_INFINITY): readonly string[] {
  const { source, flags } = regexOf(pattern);
  const search = new BoundedRegExp(source, [...new Set(`${flags}g`)].join(''));
  const found: string[] = [];
  return bounded(() => {
    for (let match = search.exec(text); match && found.length < limit; match = search.exec(text)) {
      found.push(match[0]);
      if (match[0] === '') search.lastIndex++;
    }
    return found;
  });
}

export function matchesRegex(text: string, pattern: string): boolean {
  const regex = regexOf(pattern);
  return bounded(() => regex.exec(text) !== null);
}

function regexOf(pattern: string): RegExp {
  const regex = goRegExp(pattern);
  if (!regex) throw new EvaluationFault(`error parsing regexp: invalid pattern: \`${pattern}\``);
  regex.lastIndex = 0;
  return regex;
}

function bounded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (givenUp(error) === undefined) throw error;
    throw new EvaluationFault('operation cancelled: actual cost limit exceeded');
  }
}
