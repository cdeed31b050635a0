// The admission plugins in their upstream order, and the request that each sees (pkg/kubeapiserver/options/plugins.go).
import type { KubeObject } from '../../kube/object.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import type { Resource } from '../resource.ts';
import { plugins } from './table.ts';

export interface AdmissionRequest {
  readonly context: Context;
  readonly resource: Resource;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** The object as it is to be; plugins that mutate change it in place. */
  readonly draft: Draft | undefined;
  readonly stored: KubeObject | undefined;
}

export interface AdmissionPlugin {
  /** As --disable-admission-plugins knows it. */
  readonly name: string;
  /** True where the plugin is none of the server's own and changed the object: then the others have another look, `again`. */
  mutate?(request: AdmissionRequest, again: boolean): boolean | void;
  validate?(request: AdmissionRequest): void;
}

export class Admission {
  private readonly enabled: readonly AdmissionPlugin[];

  constructor(disabled: readonly string[]) {
    this.enabled = plugins.filter((plugin) => !disabled.includes(plugin.name));
  }

  mutate(request: AdmissionRequest): void {
    let changed = false;
    for (const plugin of this.enabled) if (plugin.mutate?.(request, false) === true) changed = true;
    if (changed) for (const plugin of this.enabled) plugin.mutate?.(request, true);
  }

  validate(request: AdmissionRequest): void {
    for (const plugin of this.enabled) plugin.validate?.(request);
  }
}
