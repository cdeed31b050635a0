// The groups that the recordings leave out: their resources, and the list types and merge keys that no package ships.
// Field names and types come from the generated client's models; see staging/src/k8s.io/api/*/types.go for the markers.
const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const status = ['get', 'patch', 'update'];
const r = (name, kind, namespaced, opts = {}) => ({ name, singularName: kind.toLowerCase(), namespaced, kind, verbs: all, ...opts });
const s = (name, kind, namespaced, sub = 'status') => ({ name: `${name}/${sub}`, singularName: '', namespaced, kind, verbs: status });

export const resources = {
  'autoscaling/v1': [
    r('horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, { shortNames: ['hpa'], categories: ['all'] }),
    s('horizontalpodautoscalers', 'HorizontalPodAutoscaler', true),
  ],
  'certificates.k8s.io/v1': [
    r('certificatesigningrequests', 'CertificateSigningRequest', false, { shortNames: ['csr'] }),
    s('certificatesigningrequests', 'CertificateSigningRequest', false, 'approval'),
    s('certificatesigningrequests', 'CertificateSigningRequest', false),
  ],
  'networking.k8s.io/v1': [
    r('ingressclasses', 'IngressClass', false),
    r('ingresses', 'Ingress', true, { shortNames: ['ing'] }),
    s('ingresses', 'Ingress', true),
    r('ipaddresses', 'IPAddress', false, { shortNames: ['ip'] }),
    r('networkpolicies', 'NetworkPolicy', true, { shortNames: ['netpol'] }),
    r('servicecidrs', 'ServiceCIDR', false),
    s('servicecidrs', 'ServiceCIDR', false),
  ],
  'policy/v1': [
    r('poddisruptionbudgets', 'PodDisruptionBudget', true, { shortNames: ['pdb'] }),
    s('poddisruptionbudgets', 'PodDisruptionBudget', true),
  ],
  'scheduling.k8s.io/v1': [r('priorityclasses', 'PriorityClass', false, { shortNames: ['pc'] })],
  'coordination.k8s.io/v1': [r('leases', 'Lease', true)],
  'node.k8s.io/v1': [r('runtimeclasses', 'RuntimeClass', false)],
  'flowcontrol.apiserver.k8s.io/v1': [
    r('flowschemas', 'FlowSchema', false),
    s('flowschemas', 'FlowSchema', false),
    r('prioritylevelconfigurations', 'PriorityLevelConfiguration', false),
    s('prioritylevelconfigurations', 'PriorityLevelConfiguration', false),
  ],
};

/** Facts by "Definition.field" that the client's models do not carry: list type, map keys, merge key, enum, default. */
export const markers = {
  'CertificateSigningRequestSpec.groups': '@atomic', 'CertificateSigningRequestSpec.usages': '@atomic',
  'CertificateSigningRequestStatus.conditions': '@map(type)',
  'IngressSpec.rules': '@atomic', 'IngressSpec.tls': '@atomic', 'IngressTLS.hosts': '@atomic',
  'HTTPIngressRuleValue.paths': '@atomic', 'IngressLoadBalancerStatus.ingress': '@atomic', 'IngressLoadBalancerIngress.ports': '@atomic',
  'NetworkPolicySpec.ingress': '@atomic', 'NetworkPolicySpec.egress': '@atomic', 'NetworkPolicySpec.policyTypes': '@atomic',
  'NetworkPolicyIngressRule.from': '@atomic', 'NetworkPolicyIngressRule.ports': '@atomic',
  'NetworkPolicyEgressRule.to': '@atomic', 'NetworkPolicyEgressRule.ports': '@atomic', 'IPBlock.except': '@atomic',
  'ServiceCIDRSpec.cidrs': '@atomic', 'ServiceCIDRStatus.conditions': '@map(type) +merge(type)',
  'PodDisruptionBudgetStatus.conditions': '@map(type) +merge(type)', 'PodDisruptionBudgetSpec.selector': '+replace',
  'RuntimeClass.scheduling': '', 'Scheduling.tolerations': '@atomic', 'Scheduling.nodeSelector': '@map:atomic',
  'FlowSchemaSpec.rules': '@atomic', 'FlowSchemaStatus.conditions': '@map(type) +merge(type)',
  'PolicyRulesWithSubjects.subjects': '@atomic', 'PolicyRulesWithSubjects.resourceRules': '@atomic', 'PolicyRulesWithSubjects.nonResourceRules': '@atomic',
  'ResourcePolicyRule.verbs': '@set', 'ResourcePolicyRule.apiGroups': '@set', 'ResourcePolicyRule.resources': '@set', 'ResourcePolicyRule.namespaces': '@set',
  'NonResourcePolicyRule.verbs': '@set', 'NonResourcePolicyRule.nonResourceURLs': '@set',
  'PriorityLevelConfigurationStatus.conditions': '@map(type) +merge(type)',
};
