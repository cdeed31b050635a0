// What PS1's backslash escapes and variables mean, also for `${name@P}`.
import { civil } from '../../base/time.ts';
import { formatDate } from '../time-text.ts';
import type { ShellState } from './shell-state.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A prompt with bash's backslash escapes and its variables replaced. */
export const promptText = (state: ShellState, text: string): string => promptEscapes(state, text).replace(/\$\{?(\w+|\?)\}?/g, (found, name: string) => (found === '$' ? found : name === '?' ? String(state.status) : (state.variables.get(name) ?? '')));

/** The backslash escapes alone. */
export function promptEscapes(state: ShellState, text: string): string {
  const { process, variables } = state;
  const home = variables.get('HOME');
  const short = home && (process.cwd === home || process.cwd.startsWith(`${home}/`)) ? `~${process.cwd.slice(home.length)}` : process.cwd;
  const t = civil(process.clock.nowMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return text.replace(/\\(D\{[^}]*\}|\[|\]|[0-7]{3}|x[0-9a-f]{2}|[^])/g, (_, code: string) => {
    if (code.startsWith('D{')) return formatDate(process.clock.nowMs, code.slice(2, -1) || '%X');
    switch (code) {
      case 'u': return process.user;
      case 'h': return process.hostname.split('.')[0] as string;
      case 'H': return process.hostname;
      case 'w': return short;
      case 'W': return short === '~' || short === '/' ? short : (short.split('/').at(-1) as string);
      case '$': return process.user === 'root' ? '#' : '$';
      case 't': return `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
      case 'A': return `${two(t.hour)}:${two(t.minute)}`;
      case 'T': return formatDate(process.clock.nowMs, '%I:%M:%S');
      case '@': return formatDate(process.clock.nowMs, '%I:%M %p');
      case 'v': return '5.2';
      case 'V': return '5.2.37';
      case 'l': return '0';
      case 'r': return '\r';
      case 'd': return `${DAYS[t.weekday]} ${MONTHS[t.month - 1]} ${two(t.day)}`;
      case 's': return state.flavour;
      case 'j': return String(state.jobs.length);
      case '!': return String(state.history.length + 1);
      case '#': return String(state.history.length + 1);
      case 'n': return '\n';
      case 'e': return '\x1b';
      case 'a': return '\x07';
      case '[':
      case ']': return '';
      case '\\': return '\\';
      default: return /^[0-7]{3}$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : `\\${code}`;
    }
  });
}
