// Binding a Pod to a node, at pods/binding and at the old bindings collection (pkg/registry/core/pod/storage/storage.go).
import { rfc3339 } from '../../base/time.ts';
import { conflict, notFound } from '../../kube/api-error.ts';
import type { FieldError } from '../../kube/field-error.ts';
import { aggregateText, fieldErrorText } from '../../kube/go-format.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Binding, Pod, PodCondition } from '../../kube/types.generated.ts';
import { schemaCodec } from '../builtin-codec.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import { plainError } from '../errors.ts';
import type { Answer } from '../handlers/answer.ts';
import { decodeBody } from '../handlers/decode.ts';
import { admissionRequest } from '../handlers/write.ts';
import { writeOptions } from '../options.ts';
import { type Meta, withMeta } from '../registry/meta.ts';
import { commitUpdate } from '../registry/update.ts';
import type { Resource } from '../resource.ts';
import { success } from './success.ts';

const bindingResource = { group: '', plural: 'pods/binding' };
const codec = schemaCodec(kinds.bindings, { kind: kinds.bindings });

/** `name` is that of the path, or undefined for the collection, where the body names the Pod. */
export function handleBinding(context: Context, pods: Resource, name: string | undefined): Answer {
  const options = writeOptions(context, 'CreateOptions');
  context.dryRun = options.dryRun;
  const binding = decodeBody(context, { ...pods, kind: kinds.bindings, codec }, options.fieldValidation) as unknown as Binding;
  const podName = name ?? binding.metadata.name ?? '';
  const errors: FieldError[] = [];
  const kind = binding.target.kind ?? '';
  if (kind !== '' && kind !== 'Node') errors.push({ type: 'NotSupported', field: 'target.kind', value: kind, detail: 'supported values: "Node", "<empty>"' });
  if (!binding.target.name) errors.push({ type: 'Required', field: 'target.name', detail: '' });
  // The real server forgets to make a 422 of it.
  if (errors.length > 0) throw plainError(aggregateText(errors.map(fieldErrorText)));
  const pod = pods.store.get(context.info.namespace, podName) as Pod | undefined;
  if (!pod) throw notFound(pods.kind, podName);
  const request = admissionRequest(context, pods, 'CREATE', binding as unknown as Draft, pod, 'binding');
  context.core.admission.mutate(request);
  context.core.admission.validate(request);
  const bound = assigned(context, pod, binding);
  commitUpdate(context, pods, pod, bound);
  return success(201);
}

function assigned(context: Context, pod: Pod, binding: Binding): KubeObject {
  const { name, uid, resourceVersion, deletionTimestamp, annotations, labels } = pod.metadata;
  const refuse = (why: string): Error => conflict(bindingResource, name, why);
  const { metadata } = binding;
  if (metadata.uid && metadata.uid !== uid) throw refuse(`Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`);
  if (metadata.resourceVersion && metadata.resourceVersion !== resourceVersion) throw refuse(`Precondition failed: resource version in precondition: ${metadata.resourceVersion}, resource version in object meta: ${resourceVersion}`);
  if (deletionTimestamp) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) throw refuse(`pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`);
  if ((pod.spec.schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  const changes: Meta = {};
  if (metadata.annotations) changes.annotations = { ...annotations, ...metadata.annotations };
  if (metadata.labels) changes.labels = { ...labels, ...metadata.labels };
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: rfc3339(context.nowMs) };
  const others = (pod.status.conditions ?? []).filter((condition: PodCondition) => condition.type !== 'PodScheduled');
  const status: Record<string, unknown> = { ...pod.status, conditions: [...others, scheduled] };
  // Since 1.35 a nomination ends with the binding (ClearingNominatedNodeNameAfterBinding).
  delete status['nominatedNodeName'];
  return { ...withMeta(pod, changes), spec: { ...pod.spec, nodeName: binding.target.name }, status } as unknown as KubeObject;
}
