// NodeAffinity: nodeSelector, required and preferred node affinity (pkg/scheduler/framework/plugins/nodeaffinity).
import type { NodeSelectorTerm, Pod } from '../../kube/types.generated.ts';
import { type Filter, normalizeByMaximum, type Plugin, type Rejection, rejection } from '../framework.ts';
import { requiredNodes } from '../required-nodes.ts';
import { nodeTerm } from '../selectors.ts';

const REFUSED = rejection("node(s) didn't match Pod's node affinity/selector", true);
const CONFLICT = rejection('pod affinity terms conflict', true);

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  retryEvents: ['NodeAdd', 'NodeUpdateNodeLabel'],
  filter({ pod }): Filter | Rejection | undefined {
    const matches = requiredNodes(pod);
    if (!matches) return undefined;
    const onlyNodes = namedNodes(pod);
    if (onlyNodes?.size === 0) return CONFLICT;
    return { type: 'filter', test: (node) => (matches(node.node) ? undefined : REFUSED), ...(onlyNodes ? { onlyNodes } : {}) };
  },
  score({ pod }) {
    const preferred = (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, preference }) => ({ weight, test: nodeTerm(preference) }));
    if (preferred.length === 0) return undefined;
    return {
      of(node) {
        let sum = 0;
        for (const { weight, test } of preferred) if (test(node.node)) sum += weight;
        return sum;
      },
      normalize: (scores) => normalizeByMaximum(scores, false),
    };
  },
  retryOn(change, { pod }) {
    if (change.type !== 'node-added' && change.type !== 'node-updated') return false;
    const matches = requiredNodes(pod);
    if (!matches) return true;
    return matches(change.node) && !(change.type === 'node-updated' && matches(change.before));
  },
};

/** The nodes that are named by metadata.name in every term; undefined where some term names none. */
function namedNodes(pod: Pod): ReadonlySet<string> | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms || terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const term of terms) {
    const inTerm = namedInTerm(term);
    if (!inTerm) return undefined;
    for (const name of inTerm) names.add(name);
  }
  return names;
}

function namedInTerm(term: NodeSelectorTerm): readonly string[] | undefined {
  let names: readonly string[] | undefined;
  for (const { key, operator, values = [] } of term.matchFields ?? []) {
    if (key === 'metadata.name' && operator === 'In') names = names ? names.filter((name) => values.includes(name)) : values;
  }
  return names;
}
