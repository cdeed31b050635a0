// npm run bench, the profile: where the time of a run goes, function by function, by V8's own sampling.
import { Session } from 'node:inspector';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
}

export interface HotFunction {
  readonly name: string;
  /** Of all samples in which the function itself ran, in percent. */
  readonly percent: number;
}

/** Runs it and names the functions that took the most time themselves. The session's calls answer at once: nothing here waits. */
export function profiled<T>(run: () => T, most: number): { readonly result: T; readonly hottest: readonly HotFunction[] } {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 500 });
  session.post('Profiler.start');
  const result = run();
  const profiles: Profile[] = [];
  session.post('Profiler.stop', (error, answer) => {
    if (error) throw error;
    profiles.push({ nodes: answer.profile.nodes, samples: answer.profile.samples ?? [] });
  });
  session.disconnect();
  return { result, hottest: profiles[0] ? hottest(profiles[0], most) : [] };
}

function hottest({ nodes, samples }: Profile, most: number): readonly HotFunction[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const counts = new Map<string, number>();
  for (const id of samples) {
    const name = names.get(id) ?? '?';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const total = samples.length || 1;
  const sorted = [...counts].filter(([name]) => name !== '(idle)' && name !== '(root)').sort(([, a], [, b]) => b - a);
  return sorted.slice(0, most).map(([name, count]) => ({ name, percent: (100 * count) / total }));
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const file = url.slice(url.lastIndexOf('/') + 1);
  return `${functionName === '' ? '(anonymous)' : functionName}${file === '' ? '' : ` ${file}:${lineNumber + 1}`}`;
}
