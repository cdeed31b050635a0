// Flags that many commands share, in the words of kubectl's help (kubectl/pkg/cmd/util, cli-runtime/pkg/genericclioptions).
import type { Flag } from './flag.ts';

const PRINT_FORMATS = 'json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file';
export const outputFormats: readonly string[] = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'yaml'];

const templateFlags: readonly Flag[] = [
  { name: 'allow-missing-template-keys', type: 'bool', default: 'true', usage: 'If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.' },
  { name: 'show-managed-fields', type: 'bool', usage: 'If true, keep the managedFields when printing objects in JSON or YAML format.' },
  { name: 'template', type: 'string', usage: 'Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].' },
];

export const printFlags: readonly Flag[] = [
  ...templateFlags,
  { name: 'output', short: 'o', type: 'string', usage: `Output format. One of: (${PRINT_FORMATS}).`, complete: outputFormats },
];

export const getPrintFlags: readonly Flag[] = [
  ...templateFlags,
  { name: 'output', short: 'o', type: 'string', usage: `Output format. One of: (${PRINT_FORMATS}, custom-columns, custom-columns-file, wide). See custom columns [https://kubernetes.io/docs/reference/kubectl/#custom-columns], golang template [http://golang.org/pkg/text/template/#pkg-overview] and jsonpath template [https://kubernetes.io/docs/reference/kubectl/jsonpath/].`, complete: [...outputFormats, 'custom-columns', 'custom-columns-file', 'wide'] },
  { name: 'no-headers', type: 'bool', usage: "When using the default or custom-column output format, don't print headers (default print headers)." },
  { name: 'label-columns', short: 'L', type: 'slice', usage: 'Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive. You can also use multiple flag options like -L label1 -L label2...' },
  { name: 'show-kind', type: 'bool', usage: 'If present, list the resource type for the requested object(s).' },
  { name: 'show-labels', type: 'bool', usage: 'When printing, show all labels as the last column (default hide labels column)' },
  { name: 'sort-by', type: 'string', usage: "If non-empty, sort list types using this field specification.  The field specification is expressed as a JSONPath expression (e.g. '{.metadata.name}'). The field in the API resource specified by this JSONPath expression must be an integer or a string." },
];

/** -f, -k, -R. `usage` is what -f says. */
export function filenameFlags(usage: string, kustomizeUsage = "Process the kustomization directory. This flag can't be used together with -f or -R."): readonly Flag[] {
  return [
    { name: 'filename', short: 'f', type: 'slice', usage },
    { name: 'kustomize', short: 'k', type: 'string', usage: kustomizeUsage },
    { name: 'recursive', short: 'R', type: 'bool', usage: 'Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.' },
  ];
}

export const dryRunFlag: Flag = { name: 'dry-run', type: 'string', default: 'none', bare: 'unchanged', usage: 'Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.', complete: ['none', 'server', 'client'] };
export const fieldManagerFlag = (manager: string): Flag => ({ name: 'field-manager', type: 'string', default: manager, usage: 'Name of the manager used to track field ownership.' });
export const saveConfigFlag: Flag = { name: 'save-config', type: 'bool', usage: 'If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.' };
export const validateFlag: Flag = { name: 'validate', type: 'string', default: 'strict', bare: 'strict', usage: 'Must be one of: strict (or true), warn, ignore (or false). "true" or "strict" will use a schema to validate the input and fail the request if invalid. It will perform server side validation if ServerSideFieldValidation is enabled on the api-server, but will fall back to less reliable client-side validation if not. "warn" will warn about unknown or duplicate fields without blocking the request if server-side field validation is enabled on the API server, and behave as "ignore" otherwise. "false" or "ignore" will not perform any schema validation, silently dropping any unknown or duplicate fields.' };
export const selectorFlag: Flag = { name: 'selector', short: 'l', type: 'string', usage: "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints." };
export const fieldSelectorFlag: Flag = { name: 'field-selector', type: 'string', usage: "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type." };
export const allNamespacesFlag: Flag = { name: 'all-namespaces', short: 'A', type: 'bool', usage: 'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.' };
/** Of commands that do something to what is found in all namespaces. */
export const everyNamespaceFlag: Flag = { name: 'all-namespaces', short: 'A', type: 'bool', usage: 'If true, check the specified action in all namespaces.' };
export const recordFlag: Flag = { name: 'record', type: 'bool', deprecated: '--record will be removed in the future', usage: 'Record current kubectl command in the resource annotation. If set to false, do not record the command. If set to true, record the command. If not set, default to updating the existing annotation value only if one already exists.' };
export const overrideFlags: readonly Flag[] = [
  { name: 'override-type', type: 'string', default: 'merge', usage: 'The method used to override the generated object: json, merge, or strategic.' },
  { name: 'overrides', type: 'string', usage: 'An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.' },
];
export const subresourceFlag = (verb: string): Flag => ({ name: 'subresource', type: 'string', usage: `If specified, ${verb} the subresource of the requested object.` });
export const podRunningTimeoutFlag: Flag = { name: 'pod-running-timeout', type: 'duration', default: '1m0s', usage: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running' };
export const chunkSizeFlag: Flag = { name: 'chunk-size', type: 'int', default: '500', usage: 'Return large lists in chunks rather than all at once. Pass 0 to disable.' };

/** What deletes: --cascade, --grace-period, --force, --timeout, --wait. */
export const deletionFlags: readonly Flag[] = [
  { name: 'cascade', type: 'string', default: 'background', bare: 'background', usage: 'Must be "background", "orphan", or "foreground". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.', complete: ['background', 'orphan', 'foreground'] },
  { name: 'force', type: 'bool', usage: 'If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation.' },
  { name: 'grace-period', type: 'int', default: '-1', usage: 'Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion).' },
  { name: 'timeout', type: 'duration', usage: 'The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object' },
];
export const waitFlag = (fallback: boolean): Flag => ({ name: 'wait', type: 'bool', default: String(fallback), usage: 'If true, wait for resources to be gone before returning. This waits for finalizers.' });

/** -f and -R of commands that find their objects by cli-runtime's ResourceBuilderFlags: without -k, and recursive. */
export const finderFlags: readonly Flag[] = filenameFlags('identifying the resource.').filter(({ name }) => name !== 'kustomize').map((flag) => (flag.name === 'recursive' ? { ...flag, default: 'true' } : flag));
