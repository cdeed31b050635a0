// What is wrong with a cron schedule, in the words of the parser that Kubernetes uses (github.com/robfig/cron/v3 parser.go).

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Names count from the bound's minimum. */
const fields: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** Undefined when the schedule can be kept. */
export function scheduleProblem(schedule: string): string | undefined {
  if (schedule === '') return 'empty spec string';
  let rest = schedule;
  if (rest.startsWith('TZ=') || rest.startsWith('CRON_TZ=')) {
    const at = rest.indexOf(' ');
    if (at < 0) return `provided bad location ${rest.slice(rest.indexOf('=') + 1)}: unknown time zone ${rest.slice(rest.indexOf('=') + 1)}`;
    rest = rest.slice(at).trim();
  }
  if (rest.startsWith('@')) return descriptorProblem(rest);
  const parts = rest.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== fields.length) return `expected exactly ${fields.length} fields, found ${parts.length}: [${parts.join(' ')}]`;
  for (const [i, bounds] of fields.entries()) {
    for (const expression of (parts[i] ?? '').split(',').filter((part) => part !== '')) {
      const problem = rangeProblem(expression, bounds);
      if (problem) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(descriptor: string): string | undefined {
  if (descriptors.includes(descriptor)) return undefined;
  if (!descriptor.startsWith('@every ')) return `unrecognized descriptor: ${descriptor}`;
  const duration = descriptor.slice('@every '.length);
  if (/^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(duration) || /^[-+]?0$/.test(duration)) return undefined;
  const why = duration === '' || !/\d/.test(duration) ? 'invalid duration' : /\d$/.test(duration) ? 'missing unit in duration' : 'invalid duration';
  return `failed to parse duration ${descriptor}: time: ${why} ${JSON.stringify(duration)}`;
}

function rangeProblem(expression: string, bounds: Bounds): string | undefined {
  const [range = '', ...steps] = expression.split('/');
  const [low = '', ...highs] = range.split('-');
  let start = bounds.min;
  let end = bounds.max;
  if (low !== '*' && low !== '?') {
    const first = number(low, bounds);
    if (typeof first === 'string') return first;
    start = first;
    end = first;
    if (highs.length > 1) return `too many hyphens: ${expression}`;
    if (highs.length === 1) {
      const last = number(highs[0] ?? '', bounds);
      if (typeof last === 'string') return last;
      end = last;
    }
  }
  if (steps.length > 1) return `too many slashes: ${expression}`;
  let step = 1;
  if (steps.length === 1) {
    const parsed = number(steps[0] ?? '', { ...bounds, names: [] });
    if (typeof parsed === 'string') return parsed;
    step = parsed;
    if (highs.length === 0) end = bounds.max;
  }
  if (start < bounds.min) return `beginning of range (${start}) below minimum (${bounds.min}): ${expression}`;
  if (end > bounds.max) return `end of range (${end}) above maximum (${bounds.max}): ${expression}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${expression}`;
  return step === 0 ? `step of range should be a positive number: ${expression}` : undefined;
}

/** The number or, as text, why it is none. */
function number(text: string, { min, names }: Bounds): number | string {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + min;
  if (!/^[-+]?\d+$/.test(text)) return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  const value = Number(text);
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value;
}
