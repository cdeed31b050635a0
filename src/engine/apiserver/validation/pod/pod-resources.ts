// Resources of the Pod as a whole (pkg/apis/core/validation: validatePodResources; component-helpers/resource for the sums).
import { forbiddenField, invalid } from '../../../kube/field-error.ts';
import type { Container, PodSpec, Quantity } from '../../../kube/types.generated.ts';
import { compare, sum, text } from '../amounts.ts';
import type { Errors } from '../checks.ts';
import { validateRequirements } from '../resources.ts';

type Amounts = Record<string, Quantity>;

export function validatePodLevelResources(errors: Errors, spec: PodSpec, path: string): void {
  const resources = spec.resources;
  if (!resources) return;
  if (resources.claims) errors.push(forbiddenField(`${path}.claims`, 'claims cannot be set for Resources at pod-level'));
  validateRequirements(errors, path, resources, [], 'pod');
  const total = containerSum(spec, 'requests');
  for (const name of Object.keys(total).sort()) {
    const asked = resources.requests?.[name];
    if (compare(total[name], asked) > 0) errors.push(invalid(`${path}.requests[${name}]`, text(asked), `must be greater than or equal to aggregate container requests of ${text(total[name])}`));
  }
  spec.containers?.forEach((container, i) => {
    const limits = container.resources?.limits ?? {};
    for (const name of Object.keys(limits).sort()) {
      const limit = resources.limits?.[name];
      if (limit !== undefined && compare(limits[name], limit) > 0) {
        errors.push(invalid(`${path}.containers[${i}][${name}].limits`, text(limits[name]), `must be less than or equal to pod limits of ${text(limit)}`));
      }
    }
  });
}

/** What the containers need together: the regular and restartable ones at once, or the largest step of initialisation. */
export function containerSum(spec: PodSpec, which: 'requests' | 'limits'): Amounts {
  const total: Amounts = {};
  const sidecars: Amounts = {};
  const initial: Amounts = {};
  for (const container of spec.containers ?? []) addTo(total, amounts(container, which));
  for (const container of spec.initContainers ?? []) {
    let step: Amounts = { ...amounts(container, which) };
    if (container.restartPolicy === 'Always') {
      addTo(total, step);
      addTo(sidecars, step);
      step = { ...sidecars };
    } else addTo(step, sidecars);
    raise(initial, step);
  }
  raise(total, initial);
  return total;
}

function amounts(container: Container, which: 'requests' | 'limits'): Amounts {
  return (container.resources?.[which] ?? {}) as Amounts;
}

function addTo(total: Amounts, more: Amounts): void {
  for (const [name, value] of Object.entries(more)) total[name] = total[name] === undefined ? value : sum(total[name], value);
}

function raise(total: Amounts, other: Amounts): void {
  for (const [name, value] of Object.entries(other)) if (total[name] === undefined || compare(value, total[name]) > 0) total[name] = value;
}
