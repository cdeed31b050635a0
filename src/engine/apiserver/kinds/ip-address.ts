// IPAddress (pkg/registry/networking/ipaddress, pkg/apis/networking/validation).
import { required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { IPAddress } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { immutable } from '../validation/checks.ts';
import { ipText, parseIp } from '../../kube/ip.ts';
import type { NameCheck } from '../validation/checks.ts';

const nameIsAddress: NameCheck = (name) => {
  const bytes = parseIp(name);
  if (!bytes) return ['must be a valid IP address'];
  return ipText(bytes) === name ? [] : ['must be a canonical format IP address'];
};

export const ipAddress = strategy<IPAddress>({
  kind: kinds.ipaddresses,
  generation: false,
  ...checked<IPAddress>(
    { namespaced: false, name: nameIsAddress },
    (errors, { spec }) => {
      const reference = spec?.parentRef;
      if (!reference) {
        errors.push(required('spec.parentRef'));
        return;
      }
      if (!reference.resource) errors.push(required('spec.parentRef.resource'));
      if (!reference.name) errors.push(required('spec.parentRef.name'));
    },
    (errors, object, old) => immutable(errors, 'spec.parentRef', object.spec?.parentRef, old.spec?.parentRef),
  ),
  columns: [nameColumn, column('ParentRef', 'string', 'ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.'), ageColumn],
  cells({ metadata, spec }, nowMs) {
    const { group, resource = '', namespace, name = '' } = spec?.parentRef ?? {};
    const parent = [resource + (group ? `.${group}` : ''), ...(namespace ? [namespace] : []), name].join('/');
    return [metadata.name, spec?.parentRef ? parent : '<none>', age(metadata.creationTimestamp, nowMs)];
  },
});

