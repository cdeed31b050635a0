// Sets of completion indexes, written as `0-2,4` (pkg/controller/job/indexed_job_utils.go).
import type { Pod } from '../../kube/types.generated.ts';

export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const found = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const [first = '', last = first] = part.split('-');
    if (!/^\d+$/.test(first) || !/^\d+$/.test(last)) continue;
    for (let index = Number(first); index <= Math.min(Number(last), completions - 1); index++) found.add(index);
  }
  return found;
}

export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    let j = i;
    while (sorted[j + 1] === (sorted[j] as number) + 1) j++;
    const [first, last] = [sorted[i] as number, sorted[j] as number];
    parts.push(first === last ? String(first) : last === first + 1 ? `${first},${last}` : `${first}-${last}`);
    i = j + 1;
  }
  return parts.join(',');
}

export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[COMPLETION_INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

