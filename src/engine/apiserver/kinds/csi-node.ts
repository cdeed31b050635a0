// CSINode (pkg/registry/storage/csinode, pkg/apis/storage/validation).
import { duplicate, invalid, required } from '../../kube/field-error.ts';
import { equal } from '../../base/json.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { CSINode } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { qualifiedName, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validateDriverName } from '../validation/pod/volumes.ts';

const maxNodeId = 256;

function validateDrivers(errors: Errors, { spec }: CSINode): void {
  const seen = new Set<string>();
  spec?.drivers?.forEach((driver, i) => {
    const path = `spec.drivers[${i}]`;
    validateDriverName(errors, driver.name ?? '', `${path}.name`);
    if (!driver.nodeID) errors.push(required(`${path}.nodeID`));
    else if (driver.nodeID.length > maxNodeId) errors.push(invalid(`${path}.nodeID`, driver.nodeID, `must be ${maxNodeId} characters or less`));
    const count = driver.allocatable?.count;
    if (count !== undefined && count < 0) errors.push(invalid(`${path}.allocatable.count`, count, 'must be greater than or equal to 0'));
    const keys = new Set<string>();
    for (const key of driver.topologyKeys ?? []) {
      if (!key) errors.push(required(path));
      if (keys.has(key)) errors.push(duplicate(path, key));
      keys.add(key);
      qualifiedName(errors, path, key);
    }
    if (seen.has(driver.name)) errors.push(duplicate(`${path}.name`, driver.name));
    seen.add(driver.name);
  });
}

export const csiNode = strategy<CSINode>({
  kind: kinds.csinodes,
  generation: false,
  returnsDeleted: true,
  ...checked<CSINode>({ namespaced: false, name: nameIsSubdomain }, validateDrivers, (errors, object, old) => {
    for (const driver of old.spec?.drivers ?? []) {
      const now = object.spec?.drivers?.find((other) => other.name === driver.name);
      const same = now && equal({ ...now, allocatable: undefined }, { ...driver, allocatable: undefined });
      if (now && !same) errors.push(invalid('CSINodeDriver', { Name: now.name, NodeID: now.nodeID, TopologyKeys: now.topologyKeys ?? null, Allocatable: null }, 'field is immutable'));
    }
  }),
  columns: [nameColumn, column('Drivers', 'integer', 'Drivers indicates the number of CSI drivers registered on the node'), ageColumn],
  cells: (object, nowMs) => [object.metadata.name, (object.spec?.drivers ?? []).length, age(object.metadata.creationTimestamp, nowMs)],
});
