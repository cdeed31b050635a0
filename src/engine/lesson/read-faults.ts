// The faults that a lesson or one of its steps begins with: `faults: [{ name: stop-node, target: node-2 }]`.
import { isObject, type Json } from '../base/json.ts';
import { faultKinds } from '../world/faults/table.ts';
import type { LessonFault } from './lesson.ts';

export function readFaults(value: Json | undefined, where: string, errors: string[]): LessonFault[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    errors.push(`lesson.yaml: ${where}: faults is to be a list`);
    return [];
  }
  return (value as readonly Json[]).map((entry) => {
    const { name, ...args } = isObject(entry) ? entry : { name: entry };
    const kind = faultKinds.find((known) => known.name === name);
    if (!kind) errors.push(`lesson.yaml: ${where}: there is no fault ${JSON.stringify(name)}, but: ${faultKinds.map((known) => known.name).join(', ')}`);
    for (const option of Object.keys(args)) {
      if (kind && option !== 'target' && !kind.options?.some((known) => known.name === option)) errors.push(`lesson.yaml: ${where}: ${kind.name} has no option ${JSON.stringify(option)}`);
    }
    if (kind && kind.target !== 'none' && typeof args['target'] !== 'string') errors.push(`lesson.yaml: ${where}: ${kind.name} needs a target`);
    return { name: String(name), args };
  });
}
