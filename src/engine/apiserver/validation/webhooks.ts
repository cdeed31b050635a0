// What validating and mutating webhooks share (pkg/apis/admissionregistration/validation/validation.go).
import { duplicate, invalid, notSupported, required } from '../../kube/field-error.ts';
import * as names from '../../kube/names.ts';
import type { RuleWithOperations, ValidatingWebhook, WebhookClientConfig } from '../../kube/types.generated.ts';
import { each, type Errors } from './checks.ts';
import { validateLabelSelector } from './label-selector.ts';

const operations = ['*', 'CREATE', 'UPDATE', 'DELETE', 'CONNECT'];
export const scopes = ['*', 'Cluster', 'Namespaced'];
export const failurePolicies = ['Fail', 'Ignore'];
export const matchPolicies = ['Equivalent', 'Exact'];
const reviewVersions = ['v1', 'v1beta1'];

type Webhook = ValidatingWebhook & { readonly reinvocationPolicy?: string };

export function validateWebhooks(errors: Errors, webhooks: readonly Webhook[] | undefined, sideEffects: readonly string[]): void {
  const seen = new Set<string>();
  webhooks?.forEach((webhook, i) => {
    const path = `webhooks[${i}]`;
    validateWebhook(errors, webhook, sideEffects, path);
    const versions = webhook.admissionReviewVersions ?? [];
    if (versions.length === 0) errors.push(required(`${path}.admissionReviewVersions`, `must specify one of ${reviewVersions.join(', ')}`));
    else if (!versions.some((version) => reviewVersions.includes(version))) errors.push(invalid(`${path}.admissionReviewVersions`, versions, `must include at least one of ${reviewVersions.join(', ')}`));
    if (webhook.name && seen.has(webhook.name)) errors.push(duplicate(`${path}.name`, webhook.name));
    seen.add(webhook.name);
  });
}

function validateWebhook(errors: Errors, webhook: Webhook, sideEffects: readonly string[], path: string): void {
  each(errors, `${path}.name`, webhook.name ?? '', names.fullyQualifiedName(webhook.name ?? ''));
  webhook.rules?.forEach((rule, i) => validateRule(errors, rule, `${path}.rules[${i}]`));
  const optional = (field: 'failurePolicy' | 'matchPolicy' | 'reinvocationPolicy', supported: readonly string[]): void => {
    const value = webhook[field];
    if (value !== undefined && !supported.includes(value)) errors.push(notSupported(`${path}.${field}`, value, supported));
  };
  optional('failurePolicy', failurePolicies);
  optional('matchPolicy', matchPolicies);
  if (webhook.sideEffects === undefined) errors.push(required(`${path}.sideEffects`, `must specify one of ${sideEffects.join(', ')}`));
  else if (!sideEffects.includes(webhook.sideEffects)) errors.push(notSupported(`${path}.sideEffects`, webhook.sideEffects, sideEffects));
  const seconds = webhook.timeoutSeconds;
  if (seconds !== undefined && (seconds > 30 || seconds < 1)) errors.push(invalid(`${path}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds'));
  validateLabelSelector(errors, webhook.namespaceSelector, `${path}.namespaceSelector`);
  validateLabelSelector(errors, webhook.objectSelector, `${path}.objectSelector`);
  optional('reinvocationPolicy', ['IfNeeded', 'Never']);
  validateClient(errors, webhook.clientConfig, `${path}.clientConfig`);
}

function validateClient(errors: Errors, config: WebhookClientConfig | undefined, path: string): void {
  const { url, service } = config ?? {};
  if ((url === undefined) === (service === undefined)) errors.push(required(path, 'exactly one of url or service is required'));
  if (url !== undefined) validateUrl(errors, url, `${path}.url`);
  if (!service) return;
  if (!service.name) errors.push(required(`${path}.service.name`));
  if (!service.namespace) errors.push(required(`${path}.service.namespace`));
  if (service.port !== undefined) for (const message of names.portNumber(service.port)) errors.push(invalid(`${path}.service.port`, service.port, `port is not valid: ${message}`));
  if (service.path !== undefined && !service.path.startsWith('/')) errors.push(invalid(`${path}.service.path`, service.path, "must start with a '/'"));
}

function validateUrl(errors: Errors, url: string, path: string): void {
  const form = "; desired format: https://host[/path]";
  const found = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)/.exec(url);
  if (found?.[1] !== 'https') errors.push(invalid(path, found?.[1] ?? '', `'https' is the only allowed URL scheme${form}`));
  if (!found?.[2]) errors.push(invalid(path, found?.[2] ?? '', `host must be specified${form}`));
}

export function validateRule(errors: Errors, rule: RuleWithOperations, path: string): void {
  const allowed = rule.operations ?? [];
  if (allowed.length === 0) errors.push(required(`${path}.operations`));
  if (allowed.length > 1 && allowed.includes('*')) errors.push(invalid(`${path}.operations`, allowed, "if '*' is present, must not specify other operations"));
  allowed.forEach((operation, i) => {
    if (!operations.includes(operation)) errors.push(notSupported(`${path}.operations[${i}]`, operation, ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']));
  });
  for (const field of ['apiGroups', 'apiVersions'] as const) {
    const values = rule[field] ?? [];
    if (values.length === 0) errors.push(required(`${path}.${field}`));
    if (values.length > 1 && values.includes('*')) errors.push(invalid(`${path}.${field}`, values, `if '*' is present, must not specify other ${field === 'apiGroups' ? 'API groups' : 'API versions'}`));
    if (field === 'apiVersions') values.forEach((value, i) => {
      if (value === '') errors.push(required(`${path}.apiVersions[${i}]`));
    });
  }
  const resources = rule.resources ?? [];
  if (resources.length === 0) errors.push(required(`${path}.resources`));
  resources.forEach((resource, i) => {
    if (resource === '') errors.push(required(`${path}.resources[${i}]`));
    if (resources.length > 1 && resource === '*/*') errors.push(invalid(`${path}.resources`, resources, "if '*/*' is present, must not specify other resources"));
  });
  if (rule.scope !== undefined && !scopes.includes(rule.scope)) errors.push(notSupported(`${path}.scope`, rule.scope, scopes));
}

