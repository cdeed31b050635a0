// Names of Go's string types by field, as decoding errors print them (`of type v1.PullPolicy`); all other strings are plain.
const byField: Readonly<Record<string, string>> = {
  imagePullPolicy: 'v1.PullPolicy', dnsPolicy: 'v1.DNSPolicy', protocol: 'v1.Protocol', terminationMessagePolicy: 'v1.TerminationMessagePolicy', uid: 'types.UID', sessionAffinity: 'v1.ServiceAffinity',
  externalTrafficPolicy: 'v1.ServiceExternalTrafficPolicy', internalTrafficPolicy: 'v1.ServiceInternalTrafficPolicy', ipFamilyPolicy: 'v1.IPFamilyPolicy', preemptionPolicy: 'v1.PreemptionPolicy',
  whenUnsatisfiable: 'v1.UnsatisfiableConstraintAction', mountPropagation: 'v1.MountPropagationMode', volumeMode: 'v1.PersistentVolumeMode', persistentVolumeReclaimPolicy: 'v1.PersistentVolumeReclaimPolicy',
  scheme: 'v1.URIScheme', medium: 'v1.StorageMedium', procMount: 'v1.ProcMountType', concurrencyPolicy: 'v1.ConcurrencyPolicy', completionMode: 'v1.CompletionMode', pathType: 'v1.PathType',
  podManagementPolicy: 'v1.PodManagementPolicyType', volumeBindingMode: 'v1.VolumeBindingMode', reclaimPolicy: 'v1.PersistentVolumeReclaimPolicy', failurePolicy: 'v1.FailurePolicyType', addressType: 'v1.AddressType',
};

const byOwner: Readonly<Record<string, string>> = {
  'PodSpec.restartPolicy': 'v1.RestartPolicy', 'Container.restartPolicy': 'v1.ContainerRestartPolicy', 'ServiceSpec.type': 'v1.ServiceType', 'Secret.type': 'v1.SecretType',
  'DeploymentStrategy.type': 'v1.DeploymentStrategyType', 'StatefulSetUpdateStrategy.type': 'v1.StatefulSetUpdateStrategyType', 'DaemonSetUpdateStrategy.type': 'v1.DaemonSetUpdateStrategyType',
  'Toleration.operator': 'v1.TolerationOperator', 'Toleration.effect': 'v1.TaintEffect', 'Taint.effect': 'v1.TaintEffect', 'NodeSelectorRequirement.operator': 'v1.NodeSelectorOperator',
  'LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator', 'HostPathVolumeSource.type': 'v1.HostPathType', 'PodStatus.phase': 'v1.PodPhase', 'NamespaceStatus.phase': 'v1.NamespacePhase',
  'PersistentVolumeStatus.phase': 'v1.PersistentVolumePhase', 'PersistentVolumeClaimStatus.phase': 'v1.PersistentVolumeClaimPhase', 'LimitRangeItem.type': 'v1.LimitType', 'SeccompProfile.type': 'v1.SeccompProfileType',
  'MetricSourceSpec.type': 'v2.MetricSourceType', 'MetricSpec.type': 'v2.MetricSourceType', 'MetricTarget.type': 'v2.MetricTargetType', 'CustomResourceDefinitionSpec.scope': 'v1.ResourceScope',
  'PodCondition.type': 'v1.PodConditionType', 'NodeCondition.type': 'v1.NodeConditionType', 'PodCondition.status': 'v1.ConditionStatus', 'NodeCondition.status': 'v1.ConditionStatus',
};

export function goTypeOf(owner: string, field: string): string | undefined {
  return byOwner[`${owner}.${field}`] ?? byField[field];
}
