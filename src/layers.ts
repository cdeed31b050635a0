// The floors of the house as data: who may import whom, which rooms have one door, which collections' members never meet.

/** Lowest first. A file may import from its own room and from floors below; never sideways, never up. */
export const floors: readonly (readonly string[])[] = [
  ['engine/base'],
  ['engine/sim'],
  ['engine/kube'],
  ['engine/etcd', 'engine/client', 'engine/machine'],
  ['engine/apiserver', 'engine/controllers', 'engine/scheduler', 'engine/kubelet', 'engine/network', 'engine/cloud', 'engine/images', 'engine/kubectl'],
  ['engine/world'],
  ['engine/lesson'],
  ['bridge'],
  ['app', 'node'],
];

/** A room that only the named rooms may import. */
export const doors: Readonly<Record<string, readonly string[]>> = {
  'engine/etcd': ['engine/apiserver', 'engine/world'],
  'engine/apiserver': ['engine/world'],
  'engine/world': ['engine/lesson', 'bridge', 'node'],
};

/** What a room sees of the floors below it, where that is less than all of them. */
export const windows: Readonly<Record<string, readonly string[]>> = {
  app: ['bridge', 'engine/kube', 'engine/base'],
};

/** Folders whose members never import one another; the table that registers them is named and may. */
export const collections: Readonly<Record<string, readonly string[]>> = {
  'engine/apiserver/kinds': ['table.ts'],
  'engine/controllers/members': ['table.ts'],
  'engine/scheduler/plugins': ['table.ts'],
  'engine/kubectl/commands': ['table.ts'],
  'engine/machine/commands': ['table.ts'],
  'engine/images/catalogue': ['table.ts'],
  'engine/world/faults': ['table.ts'],
};

export const limits = { fileLines: 400, functionLines: 70 } as const;
