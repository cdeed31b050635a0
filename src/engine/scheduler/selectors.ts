// Selectors over labels, compiled to functions once per Pod (apimachinery/pkg/labels, component-helpers/scheduling/corev1/nodeaffinity).
import type { LabelSelector, Node, NodeSelectorRequirement, NodeSelectorTerm } from '../kube/types.generated.ts';

export type Labels = { readonly [key: string]: string };
export type Selector = (labels: Labels) => boolean;

export const NO_LABELS: Labels = {};

/** An absent selector matches nothing, an empty one everything. */
export function labelSelector(selector: LabelSelector | undefined): Selector {
  if (!selector) return () => false;
  const wanted = Object.entries(selector.matchLabels ?? {});
  const tests = (selector.matchExpressions ?? []).map((requirement) => expression(requirement));
  if (tests.length === 0) return equality(wanted);
  return (labels) => wanted.every(([key, value]) => labels[key] === value) && tests.every((test) => test(labels));
}

export function equality(wanted: readonly (readonly [string, string])[]): Selector {
  if (wanted.length === 1) {
    const [key, value] = wanted[0] as readonly [string, string];
    return (labels) => labels[key] === value;
  }
  return (labels) => {
    for (const [key, value] of wanted) if (labels[key] !== value) return false;
    return true;
  };
}

function expression({ key, operator, values }: NodeSelectorRequirement): Selector {
  const set = new Set(values ?? []);
  switch (operator) {
    case 'In':
      return (labels) => labels[key] !== undefined && set.has(labels[key]);
    case 'NotIn':
      return (labels) => labels[key] === undefined || !set.has(labels[key]);
    case 'Exists':
      return (labels) => labels[key] !== undefined;
    case 'DoesNotExist':
      return (labels) => labels[key] === undefined;
    case 'Gt':
    case 'Lt': {
      const bound = integer(values?.[0]);
      return (labels) => {
        const value = integer(labels[key]);
        return value !== undefined && bound !== undefined && (operator === 'Gt' ? value > bound : value < bound);
      };
    }
    default:
      return () => false;
  }
}

const integer = (text: string | undefined): number | undefined => (text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined);

export type NodeTest = (node: Node) => boolean;

/** One term of a node selector; a term without requirements matches nothing. */
export function nodeTerm(term: NodeSelectorTerm): NodeTest {
  const labelTests = (term.matchExpressions ?? []).map((requirement) => expression(requirement));
  const fieldTests = (term.matchFields ?? []).map((requirement) => expression(requirement));
  if (labelTests.length === 0 && fieldTests.length === 0) return () => false;
  return (node) => {
    const labels = node.metadata.labels ?? NO_LABELS;
    return labelTests.every((test) => test(labels)) && fieldTests.every((test) => test({ 'metadata.name': node.metadata.name }));
  };
}

/** The nodes that a volume's or Pod's required node affinity allows: any term. */
export function nodeTerms(terms: readonly NodeSelectorTerm[]): NodeTest {
  const tests = terms.map((term) => nodeTerm(term));
  return (node) => tests.some((test) => test(node));
}
