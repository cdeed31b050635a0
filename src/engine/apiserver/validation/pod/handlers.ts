// Probes and lifecycle handlers (pkg/apis/core/validation: validateProbe, validateHandler, validateLifecycle).
import { forbiddenField, invalid, notSupported, required } from '../../../kube/field-error.ts';
import * as names from '../../../kube/names.ts';
import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../../../kube/types.generated.ts';
import { each, nonNegative, oneOf, portNumber, portNumberOrName, type Errors } from '../checks.ts';

type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export function validateProbe(errors: Errors, probe: Probe | undefined, kind: ProbeKind, gracePeriod: number | undefined, path: string): void {
  if (!probe) return;
  validateHandler(errors, probe, gracePeriod, path);
  for (const key of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) nonNegative(errors, `${path}.${key}`, probe[key]);
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  if (kind === 'readinessProbe') {
    if (grace !== undefined) errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
  } else if (probe.successThreshold !== 1) errors.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
}

type Handler = Omit<LifecycleHandler, 'exec'> & Pick<Probe, 'exec' | 'grpc'>;

function validateHandler(errors: Errors, handler: Handler, gracePeriod: number | undefined, path: string): void {
  let count = 0;
  const first = (name: string): boolean => {
    if (count > 0) errors.push(forbiddenField(`${path}.${name}`, 'may not specify more than 1 handler type'));
    return count++ === 0;
  };
  if (handler.exec && first('exec') && (handler.exec.command ?? []).length === 0) errors.push(required(`${path}.exec.command`));
  if (handler.httpGet && first('httpGet')) validateHttpGet(errors, handler.httpGet, `${path}.httpGet`);
  if (handler.tcpSocket && first('tcpSocket')) portNumberOrName(errors, `${path}.tcpSocket.port`, handler.tcpSocket.port);
  if (handler.grpc && first('grpc')) portNumber(errors, `${path}.grpc.port`, handler.grpc.port ?? 0);
  if (handler.sleep && first('sleep')) {
    const { seconds } = handler.sleep;
    if (gracePeriod !== undefined && (seconds < 0 || seconds > gracePeriod)) {
      errors.push(invalid(`${path}.sleep`, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`));
    }
  }
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
}

function validateHttpGet(errors: Errors, http: HTTPGetAction, path: string): void {
  if (!http.path) errors.push(required(`${path}.path`));
  portNumberOrName(errors, `${path}.port`, http.port);
  if (http.scheme !== 'HTTP' && http.scheme !== 'HTTPS') errors.push(notSupported(`${path}.scheme`, http.scheme ?? '', ['HTTP', 'HTTPS']));
  for (const header of http.httpHeaders ?? []) each(errors, `${path}.httpHeaders`, header.name, names.httpHeaderName(header.name));
}

const signals = /^SIG[A-Z0-9+-]+$/;

export function validateLifecycle(errors: Errors, lifecycle: Lifecycle | undefined, gracePeriod: number | undefined, os: string | undefined, path: string): void {
  if (!lifecycle) return;
  if (lifecycle.postStart) validateHandler(errors, lifecycle.postStart, gracePeriod, `${path}.postStart`);
  if (lifecycle.preStop) validateHandler(errors, lifecycle.preStop, gracePeriod, `${path}.preStop`);
  const signal = lifecycle.stopSignal;
  if (signal === undefined) return;
  if (os === undefined) errors.push(forbiddenField(`${path}.stopSignal`, 'may not be set for containers with empty `spec.os.name`'));
  else if (os === 'windows') oneOf(errors, `${path}.stopSignal`, signal, ['SIGKILL', 'SIGTERM']);
  else if (!signals.test(signal)) errors.push(notSupported(`${path}.stopSignal`, signal, ['SIGTERM']));
}
