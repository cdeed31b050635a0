// Which box of the diagram an actor of the trace is.
export type Role = 'workstation' | 'scheduler' | 'controller-manager' | 'api' | 'etcd' | `node:${string}`;

export function roleOf(actor: string): Role {
  if (actor.startsWith('kubelet ')) return `node:${actor.slice('kubelet '.length)}`;
  if (actor.startsWith('kubectl') || actor === 'page' || actor === 'lesson') return 'workstation';
  if (actor.includes('scheduler')) return 'scheduler';
  if (actor.includes('apiserver') || actor === 'installer') return 'api';
  return 'controller-manager';
}

export const isPerson = (actor: string): boolean => roleOf(actor) === 'workstation';

/** Bookkeeping that would drown what matters: Events about what is shown anyway, and tokens for mounts. */
export function isNoise(line: { readonly resource: string; readonly subresource: string }): boolean {
  return line.resource.startsWith('events') || line.subresource === 'token';
}

/** Short enough to travel: `create pod …x7k2p`, `patch pods ×4`. */
export function shortText(line: { readonly verb: string; readonly resource: string; readonly subresource: string; readonly name: string }, count: number): string {
  const resource = line.resource.split('.')[0] as string;
  if (count > 1) return `${line.verb} ${resource} ×${count}`;
  const name = line.name.length > 18 ? `…${line.name.slice(-6)}` : line.name;
  return `${line.verb} ${resource}${name ? ` ${name}` : ''}`;
}

/** As a verb of the trace reads in a line: `create pods/web-1`. */
export function lineText(line: { readonly verb: string; readonly resource: string; readonly subresource: string; readonly name: string }): string {
  const resource = line.resource.split('.')[0] as string;
  return `${line.verb} ${resource}${line.name ? `/${line.name}` : ''}${line.subresource ? `/${line.subresource}` : ''}`;
}
