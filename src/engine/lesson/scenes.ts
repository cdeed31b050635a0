// What a presenter plays of a step, one key a scene: written down in lesson.yaml, or made from the step's solution where it is not.
import { isObject, type Json, type JsonObject } from '../base/json.ts';

export const sceneViews = ['cluster', 'workloads', 'network', 'control-plane'] as const;
export type SceneView = (typeof sceneViews)[number];

export type Scene =
  /** The step's title and the presenter's notes. */
  | { readonly type: 'say' }
  /** The step's question on the stage; the next key shows the answer. */
  | { readonly type: 'ask' }
  /** Typed at the prompt, but not entered. */
  | { readonly type: 'type'; readonly line: string }
  | { readonly type: 'run' }
  | { readonly type: 'view'; readonly view: SceneView }
  /** An object, as kubectl names it: `deployments/nginx`. */
  | { readonly type: 'highlight'; readonly target: string }
  | { readonly type: 'fault'; readonly name: string; readonly target: string }
  /** All that is broken is healed. */
  | { readonly type: 'heal' }
  | { readonly type: 'speed'; readonly speed: number };

const bare = new Set(['say', 'ask', 'run', 'heal']);

/** @param value the step's `scenes`: names, or mappings of one name to its argument */
export function readScenes(value: Json | undefined, where: string, errors: string[]): readonly Scene[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    errors.push(`lesson.yaml: ${where}: scenes is to be a list`);
    return undefined;
  }
  return (value as readonly Json[]).flatMap((entry, i): readonly Scene[] => {
    const scene = readScene(entry);
    if (!scene) errors.push(`lesson.yaml: ${where}: scene ${i + 1} is none of say, ask, run, heal, {type: LINE}, {view: VIEW}, {highlight: KIND/NAME}, {fault: {name, target}}, {speed: NUMBER}`);
    return scene ? [scene] : [];
  });
}

function readScene(entry: Json): Scene | undefined {
  if (typeof entry === 'string') return bare.has(entry) ? ({ type: entry } as Scene) : undefined;
  const [name, argument] = isObject(entry) ? (Object.entries(entry)[0] ?? []) : [];
  switch (name) {
    case 'type':
      return typeof argument === 'string' ? { type: 'type', line: argument } : undefined;
    case 'view':
      return sceneViews.includes(argument as SceneView) ? { type: 'view', view: argument as SceneView } : undefined;
    case 'highlight':
      return typeof argument === 'string' ? { type: 'highlight', target: argument } : undefined;
    case 'speed':
      return typeof argument === 'number' && argument > 0 ? { type: 'speed', speed: argument } : undefined;
    case 'fault':
      return isObject(argument ?? null) ? { type: 'fault', name: String((argument as JsonObject)['name'] ?? ''), target: String((argument as JsonObject)['target'] ?? '') } : undefined;
    default:
      return undefined;
  }
}

/** Say it, ask, then each line of the solution typed and run. */
export function scenesFromSolution(solution: readonly string[], asks: boolean): readonly Scene[] {
  return [{ type: 'say' }, ...(asks ? [{ type: 'ask' } as const] : []), ...solution.flatMap((line): Scene[] => [{ type: 'type', line }, { type: 'run' }])];
}
