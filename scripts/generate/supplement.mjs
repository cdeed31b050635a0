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

/** Scalars that are pointers in Go (kept when zero), by definition; all other optional scalars vanish when they are zero. */
export const pointers = {
  Container: 'restartPolicy', EphemeralContainer: 'restartPolicy', ConfigMapKeySelector: 'optional', SecretKeySelector: 'optional', ConfigMapEnvSource: 'optional', SecretEnvSource: 'optional',
  ConfigMapVolumeSource: 'optional defaultMode', SecretVolumeSource: 'optional defaultMode', ConfigMapProjection: 'optional', SecretProjection: 'optional', DownwardAPIVolumeSource: 'defaultMode',
  DownwardAPIVolumeFile: 'mode', KeyToPath: 'mode', ProjectedVolumeSource: 'defaultMode', ServiceAccountTokenProjection: 'expirationSeconds', ClusterTrustBundleProjection: 'name signerName optional',
  FileKeySelector: 'optional', PodCertificateProjection: 'maxExpirationSeconds', Probe: 'terminationGracePeriodSeconds', GRPCAction: 'service', Lifecycle: 'stopSignal',
  SecurityContext: 'privileged runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount',
  PodSecurityContext: 'runAsUser runAsGroup runAsNonRoot fsGroup fsGroupChangePolicy seLinuxChangePolicy supplementalGroupsPolicy',
  WindowsSecurityContextOptions: 'gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess', SeccompProfile: 'localhostProfile', AppArmorProfile: 'localhostProfile',
  PodSpec: 'terminationGracePeriodSeconds activeDeadlineSeconds automountServiceAccountToken shareProcessNamespace setHostnameAsFQDN priority runtimeClassName enableServiceLinks preemptionPolicy hostUsers hostnameOverride',
  PodDNSConfigOption: 'value', Toleration: 'tolerationSeconds', TopologySpreadConstraint: 'minDomains nodeAffinityPolicy nodeTaintsPolicy', PodResourceClaim: 'resourceClaimName resourceClaimTemplateName',
  PodResourceClaimStatus: 'resourceClaimName', VolumeMount: 'mountPropagation recursiveReadOnly', VolumeMountStatus: 'recursiveReadOnly', HostPathVolumeSource: 'type', CSIVolumeSource: 'readOnly fsType',
  AzureDiskVolumeSource: 'cachingMode fsType readOnly kind', ISCSIVolumeSource: 'initiatorName', ISCSIPersistentVolumeSource: 'initiatorName', AzureFilePersistentVolumeSource: 'secretNamespace',
  GlusterfsPersistentVolumeSource: 'endpointsNamespace', LocalVolumeSource: 'fsType', TypedLocalObjectReference: 'apiGroup', TypedObjectReference: 'apiGroup namespace',
  PersistentVolumeClaimSpec: 'storageClassName volumeMode volumeAttributesClassName', PersistentVolumeClaimStatus: 'currentVolumeAttributesClassName', PersistentVolumeSpec: 'volumeMode volumeAttributesClassName',
  ServiceSpec: 'ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution', ServicePort: 'appProtocol', ClientIPConfig: 'timeoutSeconds',
  LoadBalancerIngress: 'ipMode', PortStatus: 'error', EndpointPort: 'appProtocol', EndpointAddress: 'nodeName', ConfigMap: 'immutable', Secret: 'immutable', ServiceAccount: 'automountServiceAccountToken',
  ReplicationControllerSpec: 'replicas', NodeRuntimeHandlerFeatures: 'recursiveReadOnlyMounts userNamespaces', NodeFeatures: 'supplementalGroupsPolicy', NodeSwapStatus: 'capacity', ContainerStatus: 'started stopSignal',
  PodSchedulingGroup: 'podGroupName', OwnerReference: 'controller blockOwnerDeletion', ObjectMeta: 'deletionGracePeriodSeconds',
  DeleteOptions: 'gracePeriodSeconds orphanDependents propagationPolicy ignoreStoreReadErrorWithClusterBreakingPotential', Preconditions: 'uid resourceVersion', ListMeta: 'remainingItemCount',
  DeploymentSpec: 'replicas revisionHistoryLimit progressDeadlineSeconds', DeploymentStatus: 'collisionCount terminatingReplicas', ReplicaSetSpec: 'replicas', ReplicaSetStatus: 'terminatingReplicas',
  StatefulSetSpec: 'replicas revisionHistoryLimit', RollingUpdateStatefulSetStrategy: 'partition', StatefulSetStatus: 'collisionCount', DaemonSetSpec: 'revisionHistoryLimit', DaemonSetStatus: 'collisionCount',
  JobSpec: 'parallelism completions activeDeadlineSeconds backoffLimit backoffLimitPerIndex maxFailedIndexes manualSelector ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy',
  JobStatus: 'terminating ready failedIndexes', CronJobSpec: 'timeZone startingDeadlineSeconds suspend successfulJobsHistoryLimit failedJobsHistoryLimit', SuccessPolicyRule: 'succeededIndexes succeededCount',
  PodFailurePolicyOnExitCodesRequirement: 'containerName', HorizontalPodAutoscalerSpec: 'minReplicas targetCPUUtilizationPercentage', HorizontalPodAutoscalerStatus: 'observedGeneration currentCPUUtilizationPercentage',
  HPAScalingRules: 'stabilizationWindowSeconds selectPolicy', MetricTarget: 'averageUtilization', MetricValueStatus: 'averageUtilization', Endpoint: 'hostname nodeName zone',
  EndpointConditions: 'ready serving terminating', 'discovery.EndpointPort': 'name protocol port appProtocol', IngressSpec: 'ingressClassName', HTTPIngressPath: 'pathType',
  IngressClassParametersReference: 'apiGroup scope namespace', NetworkPolicyPort: 'protocol endPort', IngressPortStatus: 'error', PodDisruptionBudgetSpec: 'unhealthyPodEvictionPolicy',
  StorageClass: 'reclaimPolicy allowVolumeExpansion volumeBindingMode',
  CSIDriverSpec: 'attachRequired podInfoOnMount storageCapacity fsGroupPolicy requiresRepublish seLinuxMount nodeAllocatableUpdatePeriodSeconds serviceAccountTokenInSecrets',
  TokenRequest: 'expirationSeconds', TokenRequestSpec: 'expirationSeconds', VolumeNodeResources: 'count', VolumeAttachmentSource: 'persistentVolumeName', VolumeError: 'errorCode', PriorityClass: 'preemptionPolicy',
  LeaseSpec: 'holderIdentity leaseDurationSeconds leaseTransitions strategy preferredHolder', CertificateSigningRequestSpec: 'expirationSeconds',
  MutatingWebhook: 'failurePolicy matchPolicy sideEffects timeoutSeconds reinvocationPolicy', ValidatingWebhook: 'failurePolicy matchPolicy sideEffects timeoutSeconds', ServiceReference: 'path port',
  WebhookClientConfig: 'url', RuleWithOperations: 'scope', NamedRuleWithOperations: 'scope', ValidatingAdmissionPolicySpec: 'failurePolicy', MutatingAdmissionPolicySpec: 'failurePolicy', MatchResources: 'matchPolicy',
  Validation: 'reason', ParamRef: 'parameterNotFoundAction', CustomResourceSubresourceScale: 'labelSelectorPath', CustomResourceDefinitionVersion: 'deprecationWarning', ValidationRule: 'reason optionalOldSelf',
  JSONSchemaProps: '$ref maximum minimum maxLength minLength maxItems minItems multipleOf maxProperties minProperties x-kubernetes-preserve-unknown-fields x-kubernetes-list-type x-kubernetes-map-type',
  LimitedPriorityLevelConfiguration: 'nominalConcurrencyShares lendablePercent borrowingLimitPercent', ExemptPriorityLevelConfiguration: 'nominalConcurrencyShares lendablePercent',
  DeviceRequestAllocationResult: 'adminAccess shareID', ExactDeviceRequest: 'adminAccess', ResourceSliceSpec: 'nodeName allNodes perDeviceNodeSelection', DeviceToleration: 'tolerationSeconds',
  DeviceAttribute: 'int bool string version', DeviceConstraint: 'matchAttribute distinctAttribute', DeviceClassSpec: 'extendedResourceName', Device: 'nodeName allNodes bindsToNode allowMultipleAllocations',
  AllocatedDeviceStatus: 'shareID',
};

/** Optional fields that Go writes even when they are empty (structs by value `{}`, times and slices `null`, scalars without omitempty), beyond top-level metadata, spec and status; `!field`: not written after all. */
export const values = {
  StatefulSetOrdinals: 'start', StatefulSetSpec: 'serviceName updateStrategy !selector', StatefulSetStatus: 'availableReplicas', TokenRequestStatus: 'token', PodFailurePolicyOnPodConditionsPattern: 'status', NodeRuntimeHandler: 'name', RoleRef: 'apiGroup',
  Role: 'rules', ClusterRole: 'rules', TypedLocalObjectReference: 'apiGroup', TypedObjectReference: 'apiGroup', PodDisruptionBudgetStatus: 'currentHealthy desiredHealthy disruptionsAllowed expectedPods', ServiceCIDR: '!status', NetworkPolicySpec: 'podSelector', IngressServiceBackend: 'port',
  'autoscaling.HorizontalPodAutoscalerStatus': 'currentMetrics', CustomResourceDefinitionStatus: 'acceptedNames conditions storedVersions',
  Container: 'resources', EphemeralContainer: 'resources', PodTemplateSpec: 'metadata spec', JobTemplateSpec: 'metadata spec', PodTemplate: 'template', ReplicaSetSpec: 'template !selector', DeploymentSpec: 'strategy !selector',
  DaemonSetSpec: 'updateStrategy !selector', PersistentVolumeClaimSpec: 'resources', PersistentVolumeClaimTemplate: 'metadata', ServiceStatus: 'loadBalancer', IngressStatus: 'loadBalancer',
  NodeStatus: 'daemonEndpoints nodeInfo', NodeDaemonEndpoints: 'kubeletEndpoint', ContainerStatus: 'state lastState', Endpoint: 'conditions',
  LimitedPriorityLevelConfiguration: 'limitResponse', TokenReviewStatus: 'user', ResourceClaimSpec: 'devices', AllocationResult: 'devices', ResourceClaimTemplateSpec: 'metadata',
  'core.Event': 'reportingComponent reportingInstance source firstTimestamp lastTimestamp eventTime', 'events.Event': 'eventTime deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp', PodCondition: 'lastProbeTime lastTransitionTime',
  NodeCondition: 'lastHeartbeatTime lastTransitionTime', DeploymentCondition: 'lastUpdateTime lastTransitionTime', ReplicaSetCondition: 'lastTransitionTime', StatefulSetCondition: 'lastTransitionTime',
  DaemonSetCondition: 'lastTransitionTime', ReplicationControllerCondition: 'lastTransitionTime', JobCondition: 'lastProbeTime lastTransitionTime', PersistentVolumeClaimCondition: 'lastProbeTime lastTransitionTime',
  NamespaceCondition: 'lastTransitionTime', HorizontalPodAutoscalerCondition: 'lastTransitionTime', ContainerStateRunning: 'startedAt', ContainerStateTerminated: 'startedAt finishedAt',
  CustomResourceDefinitionCondition: 'lastTransitionTime', APIServiceCondition: 'lastTransitionTime', CertificateSigningRequestCondition: 'lastUpdateTime lastTransitionTime',
};
