// Event of the core group (pkg/registry/core/event, pkg/apis/core/validation/events.go).
import { invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Event } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { column, nameColumn } from '../tables/columns.ts';
import { errorsOf, oneOf, qualifiedName, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

function validateEvent(errors: Errors, event: Event): void {
  validateMeta(errors, event.metadata, { namespaced: true, name: nameIsSubdomain });
  const about = event.involvedObject?.namespace ?? '';
  // Events about cluster-scoped objects live in `default`.
  if (about === '' ? event.metadata.namespace !== 'default' && event.metadata.namespace !== 'kube-system' : event.metadata.namespace !== about) {
    errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  }
  if (!event.eventTime) return;
  if (!event.reportingComponent) errors.push(required('reportingController'));
  else qualifiedName(errors, 'reportingController', event.reportingComponent);
  if (!event.reportingInstance) errors.push(required('reportingInstance'));
  else if (event.reportingInstance.length > 128) errors.push(invalid('reportingInstance', '', 'can have at most 128 characters'));
  if (!event.action) errors.push(required('action'));
  else if (event.action.length > 128) errors.push(invalid('action', '', 'can have at most 128 characters'));
  if (!event.reason) errors.push(required('reason'));
  else if (event.reason.length > 128) errors.push(invalid('reason', '', 'can have at most 128 characters'));
  if ((event.message ?? '').length > 1024) errors.push(invalid('message', '', 'can have at most 1024 characters'));
  oneOf(errors, 'type', event.type, ['Normal', 'Warning']);
}

function source(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const instance = event.source?.host || event.reportingInstance || '';
  return instance === '' ? component : `${component}, ${instance}`;
}

function target(event: Event): string {
  const { kind = '', name = '' } = event.involvedObject ?? {};
  return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
}

export const event = strategy<Event>({
  kind: kinds.events,
  generation: false,
  allowCreateOnUpdate: true,
  validate: (object) => errorsOf((errors) => validateEvent(errors, object)),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateEvent(errors, object);
    }),
  fields: (object) => ({
    'involvedObject.kind': object.involvedObject?.kind ?? '',
    'involvedObject.namespace': object.involvedObject?.namespace ?? '',
    'involvedObject.name': object.involvedObject?.name ?? '',
    'involvedObject.uid': object.involvedObject?.uid ?? '',
    'involvedObject.apiVersion': object.involvedObject?.apiVersion ?? '',
    'involvedObject.resourceVersion': object.involvedObject?.resourceVersion ?? '',
    'involvedObject.fieldPath': object.involvedObject?.fieldPath ?? '',
    reason: object.reason ?? '',
    reportingComponent: object.reportingComponent ?? '',
    source: object.source?.component || object.reportingComponent || '',
    type: object.type ?? '',
  }),
  columns: [
    column('Last Seen', 'string', 'The time at which the most recent occurrence of this event was recorded.'),
    column('Type', 'string', 'Type of this event (Normal, Warning), new types could be added in the future'),
    column('Reason', 'string', "This should be a short, machine understandable string that gives the reason for the transition into the object's current status."),
    column('Object', 'string', 'The object that this event is about.'),
    column('Subobject', 'string', 'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" refers to the name of the container that triggered the event) or if no container name is specified "spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.', 1),
    column('Source', 'string', 'The component reporting this event. Should be a short machine understandable string.', 1),
    column('Message', 'string', 'A human-readable description of the status of this operation.'),
    column('First Seen', 'string', 'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)', 1),
    column('Count', 'string', 'The number of times this event has occurred.', 1),
    { ...nameColumn, priority: 1 },
  ],
  cells(object, nowMs) {
    const first = age(object.firstTimestamp ?? object.eventTime, nowMs);
    const last = object.series ? age(object.series.lastObservedTime, nowMs) : object.lastTimestamp ? age(object.lastTimestamp, nowMs) : first;
    const count = object.series?.count ?? (object.count || 1);
    return [last, object.type ?? '', object.reason ?? '', target(object), object.involvedObject?.fieldPath ?? '', source(object), (object.message ?? '').trim(), first, count, object.metadata.name];
  },
});
