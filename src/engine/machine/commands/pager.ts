// less and more, watch, man and help, vi and nano: programs of a terminal.
import type { Fiber } from '../../sim/fiber.ts';
import { firstOf, timeout } from '../../sim/fiber.ts';
import { readAll, type Reader } from '../../sim/stream.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { HeldPipe } from '../held-pipe.ts';
import { noInput } from '../machine-process.ts';
import type { Program, Tty } from '../process.ts';
import { formatClock } from '../time-text.ts';

function paging(name: string): Program {
  return command({ name, usage: `${name} [options] [file...]`, about: 'View a file one screen at a time.', flags: { quit: { short: 'FEeRrSXKNni' }, chop: { long: 'chop-long-lines' }, follow: { long: 'follow' }, raw: { long: 'RAW-CONTROL-CHARS' }, exit: { long: 'quit-if-one-screen' } } }, function* (run) {
    const terminal = run.process.tty;
    if (!terminal?.input || !(run.process.isTty?.(1) ?? true)) {
      for (const { reader } of run.inputs()) {
        for (;;) {
          const text = yield* reader.read();
          if (text === undefined || !(yield* run.out(text))) break;
        }
      }
      return run.status;
    }
    if (run.args.length === 0 && (run.process.isTty?.(0) ?? false)) {
      run.process.stderr.push(`Missing filename ("${name} --help" for help)\n`);
      return 1;
    }
    let text = '';
    for (const { reader } of run.inputs()) text += yield* readAll(reader);
    yield* browse(run, terminal, terminal.input, text);
    return run.status;
  });
}

export const less: Program = paging('less');
export const more: Program = paging('more');

function* browse(run: Run, terminal: Tty, keys: Reader, text: string): Fiber<void> {
  const lines = text.replace(/\n$/, '').split('\n');
  let at = 0;
  let search = '';
  terminal.raw = true;
  yield* run.out('\x1b[?1049h');
  try {
    for (;;) {
      const page = Math.max(1, terminal.rows - 1);
      const last = Math.max(0, lines.length - page);
      at = Math.max(0, Math.min(at, last));
      const shown = lines.slice(at, at + page).map((line) => [...line].slice(0, terminal.columns).join(''));
      yield* run.out(`\x1b[H\x1b[2J${shown.map((line) => `${line}\n`).join('')}${'~\n'.repeat(Math.max(0, page - shown.length))}${at >= last ? '\x1b[7m(END)\x1b[0m' : ':'}`);
      const key = yield* keys.read();
      if (key === undefined || /^[qQ\x03]/.test(key)) return;
      if (/^(j|\r|\n|\x1b\[B|\x1bOB)/.test(key)) at++;
      else if (/^(k|\x1b\[A|\x1bOA)/.test(key)) at--;
      else if (/^( |f|\x06|\x1b\[6~)/.test(key)) at += page;
      else if (/^(b|\x02|\x1b\[5~)/.test(key)) at -= page;
      else if (/^(g|<|\x1b\[H)/.test(key)) at = 0;
      else if (/^(G|>|\x1b\[F)/.test(key)) at = last;
      else if (key.startsWith('/')) {
        search = yield* typed(run, keys, key.slice(1));
        at = found(lines, search, at);
      } else if (key.startsWith('n') && search !== '') at = found(lines, search, at + 1);
    }
  } finally {
    terminal.raw = false;
    run.process.stdout.push('\x1b[?1049l');
  }
}

function found(lines: readonly string[], search: string, from: number): number {
  const at = lines.findIndex((line, i) => i >= from && line.includes(search));
  return at < 0 ? from : at;
}

function* typed(run: Run, keys: Reader, start: string): Fiber<string> {
  let text = start;
  yield* run.out(`\r\x1b[K/${text}`);
  while (!/[\r\n]/.test(text)) {
    const key = yield* keys.read();
    if (key === undefined || key === '\x1b' || key === '\x03') return '';
    text = key === '\x7f' ? text.slice(0, -1) : text + key;
    yield* run.out(`\r\x1b[K/${text.replace(/[\r\n]/g, '')}`);
  }
  return text.replace(/[\r\n].*$/s, '');
}

export const watch: Program = command({ name: 'watch', usage: 'watch [options] command', about: 'Execute a program periodically, showing output fullscreen.', flags: { interval: { short: 'n', long: 'interval', takes: 'value' }, differences: { short: 'd', long: 'differences' }, noTitle: { short: 't', long: 'no-title' }, exec: { short: 'x' }, change: { short: 'g' }, color: { short: 'c' }, errexit: { short: 'e' } }, strict: true }, function* (run) {
  if (run.args.length === 0) throw new CommandFailure('Usage:\n watch [options] command');
  const { process } = run;
  const seconds = Math.max(0.1, run.number('interval', 2));
  const line = run.args.join(' ');
  let before: string | undefined;
  for (;;) {
    const pipe = new HeldPipe();
    const child = process.spawn(run.has('exec') ? run.args : ['/bin/sh', '-c', line], { stdin: noInput, stdout: pipe, stderr: pipe });
    if (typeof child === 'string') throw new CommandFailure(child);
    const text = yield* readAll(pipe);
    const columns = process.tty?.columns ?? 80;
    const rows = process.tty?.rows ?? 24;
    const title = `Every ${seconds.toFixed(1)}s: ${line}`;
    const right = `${process.hostname}: ${formatClock(process.clock.nowMs)}`;
    const head = run.has('noTitle') ? '' : `${title.slice(0, Math.max(0, columns - right.length - 1)).padEnd(columns - right.length)}${right}\n\n`;
    const shown = text.split('\n').slice(0, rows - (head ? 2 : 0)).map((one) => [...one].slice(0, columns).join('')).join('\n');
    yield* run.out(`\x1b[H\x1b[2J${head}${shown.replace(/\n$/, '')}`);
    if (run.has('change') && before !== undefined && before !== text) return;
    before = text;
    yield* firstOf(timeout(seconds * 1000));
  }
});

function editing(name: string): Program {
  return function* (process, argv) {
    const path = argv.slice(1).filter((arg) => !/^[-+]/.test(arg))[0];
    if (path === undefined) {
      process.stderr.push(`${name}: which file? For example: ${name} pod.yaml\n`);
      return 1;
    }
    const full = path.startsWith('/') ? path : `${process.cwd === '/' ? '' : process.cwd}/${path}`;
    const { openEditor } = process;
    if (!openEditor) {
      process.stderr.push(`${name}: there is no page whose editor could open ${path}; write it with cat <<'EOF' > ${path}, or change it with sed -i\n`);
      return 1;
    }
    return (yield* openEditor(full)) ? 0 : 1;
  };
}

export const vi: Program = editing('vi');
export const vim: Program = editing('vim');
export const nano: Program = editing('nano');

const pages: Readonly<Record<string, string>> = {
  kubectl: 'controls the Kubernetes cluster. Try: kubectl help, kubectl explain pods, kubectl get --help', jq: 'filters JSON. Try: kubectl get pods -o json | jq -r ".items[].metadata.name"', curl: "transfers a URL. Try: curl -i http://HOST, or curl --help", bash: 'the shell: pipes, redirections, loops, $( ), history with Ctrl-R, completion with Tab', watch: 'runs a command again and again. Try: watch -n1 kubectl get pods',
};

export const man: Program = function* (process, argv) {
  const topic = argv.slice(1).find((arg) => !arg.startsWith('-'));
  if (topic === undefined) {
    process.stderr.push("What manual page do you want?\nFor example, try 'man jq'.\n");
    return 1;
  }
  const page = pages[topic];
  if (page !== undefined) {
    yield* process.stdout.write(`${topic.toUpperCase()}\n    ${topic}: ${page}\n`);
    return 0;
  }
  const child = process.spawn([topic, '--help']);
  if (typeof child === 'string') {
    process.stderr.push(`No manual entry for ${topic}\n`);
    return 16;
  }
  return (yield* child.wait()).code;
};

export const help: Program = function* (process) {
  yield* process.stdout.write(`This is a small Linux machine with the usual commands, and kubectl.
  files       ls cat head tail less cp mv rm mkdir touch find tree diff
  text        grep sed awk sort uniq cut tr wc jq base64
  network     curl wget nc nslookup dig ping
  processes   ps kill top sleep watch jobs fg bg
  editing     vi nano (they open the editor of the page)
Tab completes, the up arrow and Ctrl-R find earlier commands, Ctrl-C stops what runs.
Most commands tell more with --help.
`);
  return 0;
};
