// The rich cluster behind a server whose clock stands still, and the command lines that are asked of it, by the real kubectl and by ours.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serve, type Serving } from '../../node/serve.ts';
import { exactly, judged, type Verdict } from './compare.ts';
import { richWorld } from './rich.ts';
import { configFor, environmentOf, type Output, type Place, runOwn, runReal } from './sides.ts';

/** Virtual time hardly passes, so that ages in tables stay as they are. */
const SPEED = 1e-6;

export const richLines = (): readonly string[] => fs.readFileSync(path.resolve('src/testing/differential/rich/lines.txt'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

export const recordings = path.resolve('src/testing/differential/rich/recorded.json');

/** What a real kubectl printed for each line, and when: ages are reckoned from then. */
export interface Recording {
  readonly kubectl: string;
  readonly at: number;
  readonly steps: readonly { readonly line: string; readonly code: number; readonly stdout: readonly string[]; readonly stderr: readonly string[] }[];
}

type Step = Recording['steps'][number];
export const recordedAs = ({ code, stdout, stderr }: Output): Omit<Step, 'line'> => ({ code, stdout: stdout.split('\n'), stderr: stderr.split('\n') });
export const outputOf = ({ code, stdout, stderr }: Step): Output => ({ code, stdout: stdout.join('\n'), stderr: stderr.join('\n') });

/** Words of a line; quotes hold them together as in a shell. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''));
}

export class RichSide implements Place {
  private readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'kr-'));
  private readonly binary: string | undefined;
  private serving: Serving | undefined;

  /** @param binary the real kubectl, where there is one */
  constructor(binary: string | undefined) {
    this.binary = binary && path.join(this.home, 'kubectl');
    if (binary && this.binary) fs.symlinkSync(binary, this.binary);
  }

  async start(): Promise<void> {
    this.serving = await serve(richWorld(), { port: 0, speed: SPEED, kubeconfig: undefined });
    fs.mkdirSync(this.directory);
    fs.writeFileSync(path.join(this.home, 'config'), configFor(this.serving.url));
  }

  get directory(): string {
    return path.join(this.home, 'w');
  }

  get environment(): NodeJS.ProcessEnv {
    return environmentOf(this.home);
  }

  async real(line: string): Promise<Output> {
    if (this.binary === undefined) throw new Error('no real kubectl');
    return this.normal(await runReal(this.binary, wordsOf(line), this));
  }

  async own(line: string, nowMs?: number): Promise<Output> {
    return this.normal(await runOwn(wordsOf(line), this, nowMs));
  }

  /** Identities are drawn and revisions counted: which they are depends on all that was ever written. */
  private normal(output: Output): Output {
    const text = (given: string): string =>
      given
        .replaceAll(this.serving?.url ?? '', '<SERVER>')
        .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (uid) => (uid.startsWith('11111111-') ? uid : '<UID>'))
        .replace(/^([EWIF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '$1<TIME> <PID> ')
        .replace(/(resourceVersion\\?"?: ?\\?"?)\d+/gi, '$1<RV>')
        .replace(/(Resource Version: +)\d+/g, '$1<RV>');
    return { stdout: text(output.stdout), stderr: text(output.stderr), code: output.code };
  }

  async stop(): Promise<void> {
    await this.serving?.stop();
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

export const richVerdict = (line: string, real: Output, own: Output): Verdict => judged(`kubectl ${line}`, real, own, exactly);
