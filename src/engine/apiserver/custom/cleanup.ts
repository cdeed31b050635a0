// Deleting a CustomResourceDefinition: it stays until its instances are gone (apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go).
import { rfc3339 } from '../../base/time.ts';
import type { KubeObject } from '../../kube/object.ts';
import { withMeta } from '../registry/meta.ts';
import type { Definition, DefinitionCondition } from './definition.ts';

export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** The definition marked as ending. */
export function terminating(stored: KubeObject, nowMs: number): KubeObject {
  const definition = stored as Definition;
  const finalizers = [...(stored.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP), CLEANUP];
  const now = rfc3339(nowMs);
  const condition: DefinitionCondition = { type: 'Terminating', status: 'True', lastTransitionTime: now, reason: 'InstanceDeletionPending', message: 'CustomResource deletion is in progress' };
  const conditions = [...(definition.status?.conditions ?? []).filter(({ type }) => type !== 'Terminating'), condition];
  return { ...withMeta(definition, { deletionTimestamp: now, finalizers }), status: { ...definition.status, conditions } } as KubeObject;
}
