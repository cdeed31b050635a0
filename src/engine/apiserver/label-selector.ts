// Label selectors as the pipeline uses them.
import { badRequest } from '../kube/api-error.ts';

type Labels = Readonly<Record<string, string>>;

export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  const tests = text.split(/,(?![^(]*\))/).map((term) => parseTerm(term.trim()));
  return (labels) => tests.every((test) => test(labels));
}

function parseTerm(term: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => (labels[key] !== undefined && values.includes(labels[key])) === (operator === 'in');
  }
  const equality = /^([^=!\s]+)\s*(!=|==|=)\s*(\S*)$/.exec(term);
  if (equality) {
    const [, key = '', operator, value] = equality;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  if (/^!\s*\S+$/.test(term)) return (labels) => labels[term.slice(1).trim()] === undefined;
  if (/^\S+$/.test(term)) return (labels) => labels[term] !== undefined;
  throw badRequest(`unable to parse requirement: found '${term}'`);
}
