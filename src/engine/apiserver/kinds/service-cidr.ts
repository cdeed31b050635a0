// ServiceCIDR (pkg/registry/networking/servicecidr, pkg/apis/networking/validation).
import { equal } from '../../base/json.ts';
import { invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ServiceCIDR } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { isIpv6 } from '../../kube/ip.ts';
import { checkCidr } from '../validation/ip.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

export const serviceCidr = strategy<ServiceCIDR>({
  kind: kinds.servicecidrs,
  generation: false,
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<ServiceCIDR>(
    { namespaced: false, name: nameIsSubdomain },
    (errors, { spec }) => {
      const cidrs = spec?.cidrs ?? [];
      if (cidrs.length === 0) errors.push(required('spec.cidrs', 'at least one CIDR required'));
      if (cidrs.length > 2) errors.push(invalid('spec', { CIDRs: cidrs }, 'may only hold up to 2 values'));
      if (cidrs.length === 2 && cidrs.filter((cidr) => isIpv6(cidr.split('/')[0] ?? '')).length !== 1) errors.push(invalid('spec', { CIDRs: cidrs }, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'));
      cidrs.forEach((cidr, i) => checkCidr(errors, `spec.cidrs[${i}]`, cidr));
    },
    (errors, object, old) => {
      const before = old.spec?.cidrs ?? [];
      if (!equal((object.spec?.cidrs ?? []).slice(0, before.length), before)) errors.push(invalid('spec.cidrs[0]', object.spec?.cidrs?.[0] ?? '', 'field is immutable'));
    },
  ),
  columns: [nameColumn, column('CIDRs', 'string', 'CIDRs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.'), ageColumn],
  cells: (object, nowMs) => [object.metadata.name, (object.spec?.cidrs ?? []).join(','), age(object.metadata.creationTimestamp, nowMs)],
});
