// Requests for devices (pkg/apis/resource/validation/validation.go).
import { duplicate, invalid, notSupported, required, tooMany } from '../../kube/field-error.ts';
import type { DeviceRequest, DeviceSelector, ExactDeviceRequest, ResourceClaimSpec } from '../../kube/types.generated.ts';
import { deviceProblem } from './cel.ts';
import { dnsLabel, dnsSubdomain, isNotPositive, type Errors } from './checks.ts';

const maxRequests = 32;
const modes = ['All', 'ExactCount'];

export function validateClaimDevices(errors: Errors, spec: ResourceClaimSpec | undefined, path: string): void {
  const requests = spec?.devices?.requests ?? [];
  if (requests.length > maxRequests) errors.push(tooMany(`${path}.devices.requests`, requests.length, maxRequests));
  const seen = new Set<string>();
  requests.forEach((request, i) => {
    const at = `${path}.devices.requests[${i}]`;
    validateRequest(errors, request, at);
    if (seen.has(request.name)) errors.push(duplicate(`${at}.name`, request.name));
    seen.add(request.name);
  });
}

function validateRequest(errors: Errors, request: DeviceRequest, path: string): void {
  if (!request.name) errors.push(required(`${path}.name`));
  else dnsLabel(errors, `${path}.name`, request.name);
  const options = request.firstAvailable ?? [];
  if (request.exactly && options.length > 0) errors.push(invalid(path, null, 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set'));
  else if (request.exactly) validateExact(errors, request.exactly, `${path}.exactly`);
  else if (options.length > 0) options.forEach((option, i) => validateExact(errors, option, `${path}.firstAvailable[${i}]`));
  else errors.push(required(path, 'exactly one of `exactly` or `firstAvailable` is required'));
}

function validateExact(errors: Errors, request: ExactDeviceRequest, path: string): void {
  if (!request.deviceClassName) errors.push(required(`${path}.deviceClassName`));
  else dnsSubdomain(errors, `${path}.deviceClassName`, request.deviceClassName);
  validateSelectors(errors, request.selectors, `${path}.selectors`);
  if (request.allocationMode === 'All') {
    if (request.count) errors.push(invalid(`${path}.count`, request.count, `must not be specified when allocationMode is 'All'`));
  } else if (request.allocationMode === 'ExactCount') {
    if ((request.count ?? 0) <= 0) errors.push(invalid(`${path}.count`, request.count ?? 0, isNotPositive));
  } else errors.push(notSupported(`${path}.allocationMode`, request.allocationMode ?? '', modes));
}

export function validateSelectors(errors: Errors, selectors: readonly DeviceSelector[] | undefined, path: string): void {
  if ((selectors ?? []).length > maxRequests) errors.push(tooMany(path, selectors?.length ?? 0, maxRequests));
  selectors?.forEach(({ cel }, i) => {
    const at = `${path}[${i}].cel`;
    if (!cel) {
      errors.push(required(at));
      return;
    }
    if (!cel.expression) errors.push(required(`${at}.expression`));
    const problem = cel.expression ? deviceProblem(cel.expression) : undefined;
    if (problem) errors.push(invalid(`${at}.expression`, cel.expression, problem));
  });
}
