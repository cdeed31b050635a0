// Defaults of device requests (pkg/apis/resource/v1/defaults.go).
import type { Mutable } from '../../base/json.ts';
import type { DeviceRequest, ResourceClaimSpec } from '../../kube/types.generated.ts';

type Exact = NonNullable<Mutable<DeviceRequest>['exactly']>;

export function defaultClaimDevices(spec: Mutable<ResourceClaimSpec> | undefined): void {
  for (const request of spec?.devices?.requests ?? []) {
    if (request.exactly) defaultRequest(request.exactly);
    for (const sub of request.firstAvailable ?? []) defaultRequest(sub);
  }
}

function defaultRequest(request: Pick<Exact, 'allocationMode' | 'count' | 'tolerations'>): void {
  request.allocationMode ||= 'ExactCount';
  if (request.allocationMode === 'ExactCount') request.count ||= 1;
  for (const toleration of request.tolerations ?? []) toleration.operator ||= 'Equal';
}
