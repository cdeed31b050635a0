// The CustomResourceDefinitions of the Gateway API's standard channel, their schemas trimmed to what routes requests here, and a controller for them.
interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Cluster' | 'Namespaced';
  readonly versions: readonly string[];
  readonly columns: readonly (readonly [string, string, string])[];
  /** The spec's properties as flow YAML. */
  readonly spec: string;
  readonly required: string;
}

const AGE = ['Age', 'date', '.metadata.creationTimestamp'] as const;
const object = '{type: object, x-kubernetes-preserve-unknown-fields: true}';
const list = (items: string, more = ''): string => `{type: array, items: ${items}${more}}`;
const hostnames = list('{type: string, maxLength: 253, minLength: 1}', ', maxItems: 16');
const parentRefs = list("{type: object, required: [name], properties: {group: {type: string, default: gateway.networking.k8s.io}, kind: {type: string, default: Gateway}, namespace: {type: string}, name: {type: string, minLength: 1}, sectionName: {type: string}, port: {type: integer, format: int32}}}", ', maxItems: 32');
const backendRefs = list("{type: object, required: [name], properties: {group: {type: string, default: ''}, kind: {type: string, default: Service}, namespace: {type: string}, name: {type: string, minLength: 1}, port: {type: integer, format: int32, minimum: 1, maximum: 65535}, weight: {type: integer, format: int32, default: 1, minimum: 0, maximum: 1000000}, filters: " + list(object) + '}}', ', maxItems: 16');
const valueMatch = (key: string, types: string): string => `{type: object, required: [${key}value], properties: {${key === '' ? '' : 'name: {type: string}, '}type: {type: string, enum: [${types}], default: Exact}, value: {type: string}}}`.replace('namevalue', 'name, value');
const matches = list(
  "{type: object, properties: {path: {type: object, default: {type: PathPrefix, value: /}, properties: {type: {type: string, enum: [Exact, PathPrefix, RegularExpression], default: PathPrefix}, value: {type: string, default: /, maxLength: 1024}}}, " +
    `headers: ${list(valueMatch('name', 'Exact, RegularExpression'))}, queryParams: ${list(valueMatch('name', 'Exact, RegularExpression'))}, method: {type: string, enum: [GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH]}}}`,
  ', default: [{path: {type: PathPrefix, value: /}}], maxItems: 64',
);
const filters = list("{type: object, required: [type], x-kubernetes-preserve-unknown-fields: true, properties: {type: {type: string, enum: [RequestHeaderModifier, ResponseHeaderModifier, RequestMirror, RequestRedirect, URLRewrite, ExtensionRef]}}}", ', maxItems: 16');
const listeners = list(
  "{type: object, required: [name, port, protocol], properties: {name: {type: string, minLength: 1}, hostname: {type: string}, port: {type: integer, format: int32, minimum: 1, maximum: 65535}, protocol: {type: string, minLength: 1}, tls: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {mode: {type: string, enum: [Terminate, Passthrough], default: Terminate}}}, " +
    'allowedRoutes: {type: object, default: {namespaces: {from: Same}}, x-kubernetes-preserve-unknown-fields: true, properties: {namespaces: {type: object, default: {from: Same}, properties: {from: {type: string, enum: [All, Selector, Same], default: Same}, selector: ' + object + '}}}}}}',
  ', minItems: 1, maxItems: 64, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name]',
);

const definitions: readonly Definition[] = [
  { kind: 'GatewayClass', plural: 'gatewayclasses', shortNames: ['gc'], scope: 'Cluster', versions: ['v1', 'v1beta1'], columns: [['Controller', 'string', '.spec.controllerName'], ['Accepted', 'string', '.status.conditions[?(@.type=="Accepted")].status'], AGE], spec: `{controllerName: {type: string, minLength: 1, maxLength: 253}, description: {type: string, maxLength: 64}, parametersRef: ${object}}`, required: '[controllerName]' },
  { kind: 'Gateway', plural: 'gateways', shortNames: ['gtw'], scope: 'Namespaced', versions: ['v1', 'v1beta1'], columns: [['Class', 'string', '.spec.gatewayClassName'], ['Address', 'string', '.status.addresses[*].value'], ['Programmed', 'string', '.status.conditions[?(@.type=="Programmed")].status'], AGE], spec: `{gatewayClassName: {type: string, minLength: 1}, addresses: ${list(object)}, infrastructure: ${object}, listeners: ${listeners}}`, required: '[gatewayClassName, listeners]' },
  { kind: 'HTTPRoute', plural: 'httproutes', shortNames: [], scope: 'Namespaced', versions: ['v1', 'v1beta1'], columns: [['Hostnames', 'string', '.spec.hostnames'], AGE], spec: `{hostnames: ${hostnames}, parentRefs: ${parentRefs}, rules: ${list(`{type: object, properties: {name: {type: string}, matches: ${matches}, filters: ${filters}, backendRefs: ${backendRefs}, timeouts: {type: object, properties: {request: {type: string}, backendRequest: {type: string}}}}}`, ', default: [{matches: [{path: {type: PathPrefix, value: /}}]}], maxItems: 16')}}`, required: '[]' },
  { kind: 'GRPCRoute', plural: 'grpcroutes', shortNames: [], scope: 'Namespaced', versions: ['v1'], columns: [['Hostnames', 'string', '.spec.hostnames'], AGE], spec: `{hostnames: ${hostnames}, parentRefs: ${parentRefs}, rules: ${list(object)}}`, required: '[]' },
  { kind: 'ReferenceGrant', plural: 'referencegrants', shortNames: ['refgrant'], scope: 'Namespaced', versions: ['v1beta1'], columns: [AGE], spec: `{from: ${list('{type: object, required: [group, kind, namespace], properties: {group: {type: string}, kind: {type: string}, namespace: {type: string}}}')}, to: ${list('{type: object, required: [group, kind], properties: {group: {type: string}, kind: {type: string}, name: {type: string}}}')}}`, required: '[from, to]' },
];

function crd(version: string, { kind, plural, shortNames, scope, versions, columns, spec, required }: Definition): string {
  const one = (name: string, index: number): string => `  - name: ${name}
    served: true
    storage: ${index === 0}
    subresources: {status: {}}
    additionalPrinterColumns:
${columns.map(([title, type, path]) => `    - {name: ${title}, type: ${type}, jsonPath: '${path}'}\n`).join('')}    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          spec: {type: object${required === '[]' ? '' : `, required: ${required}`}, properties: ${spec}}
          status: ${object}
`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    api-approved.kubernetes.io: https://github.com/kubernetes-sigs/gateway-api/pull/3328
    gateway.networking.k8s.io/bundle-version: ${version}
    gateway.networking.k8s.io/channel: standard
  name: ${plural}.gateway.networking.k8s.io
spec:
  group: gateway.networking.k8s.io
  names:
    categories: [gateway-api]
    kind: ${kind}
    listKind: ${kind}List
    plural: ${plural}
    shortNames: [${shortNames.join(', ')}]
    singular: ${kind.toLowerCase()}
  scope: ${scope}
  versions:
${versions.map(one).join('')}`;
}

export const gatewayApi = (version: string): string => definitions.map((definition) => crd(version, definition)).join('---\n');
