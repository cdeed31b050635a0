// Namespaces that the cluster keeps for itself: what runs there is shown only on wish.
const system: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

export const isSystemNamespace = (namespace: string): boolean => system.has(namespace);

/** The group of a node's own system Pods, beside that of the others. */
export const systemGroup = (node: string): string => `system ${node}`;
