// The CustomResourceDefinitions of volume snapshots (kubernetes-csi/external-snapshotter client/config/crd): what their fields are, without the descriptions.
const resources = {
  volumesnapshots: {
    kind: 'VolumeSnapshot', scope: 'Namespaced', short: ['vs'],
    columns: [['ReadyToUse', 'boolean', '.status.readyToUse'], ['SourcePVC', 'string', '.spec.source.persistentVolumeClaimName'], ['SourceSnapshotContent', 'string', '.spec.source.volumeSnapshotContentName'], ['RestoreSize', 'string', '.status.restoreSize'], ['SnapshotClass', 'string', '.spec.volumeSnapshotClassName'], ['SnapshotContent', 'string', '.status.boundVolumeSnapshotContentName'], ['CreationTime', 'date', '.status.creationTime'], ['Age', 'date', '.metadata.creationTimestamp']],
    schema: `              required: [source]
              properties:
                source:
                  type: object
                  properties:
                    persistentVolumeClaimName: {type: string}
                    volumeSnapshotContentName: {type: string}
                  x-kubernetes-validations:
                    - rule: "(has(self.volumeSnapshotContentName) && !has(self.persistentVolumeClaimName)) || (!has(self.volumeSnapshotContentName) && has(self.persistentVolumeClaimName))"
                      message: exactly one of volumeSnapshotContentName and persistentVolumeClaimName must be set
                volumeSnapshotClassName: {type: string}
`,
    required: ['spec'],
  },
  volumesnapshotcontents: {
    kind: 'VolumeSnapshotContent', scope: 'Cluster', short: ['vsc', 'vscs'],
    columns: [['ReadyToUse', 'boolean', '.status.readyToUse'], ['RestoreSize', 'integer', '.status.restoreSize'], ['DeletionPolicy', 'string', '.spec.deletionPolicy'], ['Driver', 'string', '.spec.driver'], ['VolumeSnapshotClass', 'string', '.spec.volumeSnapshotClassName'], ['VolumeSnapshot', 'string', '.spec.volumeSnapshotRef.name'], ['VolumeSnapshotNamespace', 'string', '.spec.volumeSnapshotRef.namespace'], ['Age', 'date', '.metadata.creationTimestamp']],
    schema: `              required: [deletionPolicy, driver, source, volumeSnapshotRef]
              properties:
                deletionPolicy: {type: string, enum: [Delete, Retain]}
                driver: {type: string}
                source:
                  type: object
                  properties:
                    snapshotHandle: {type: string}
                    volumeHandle: {type: string}
                sourceVolumeMode: {type: string}
                volumeSnapshotClassName: {type: string}
                volumeSnapshotRef:
                  type: object
                  x-kubernetes-preserve-unknown-fields: true
`,
    required: ['spec'],
  },
  volumesnapshotclasses: {
    kind: 'VolumeSnapshotClass', scope: 'Cluster', short: ['vsclass', 'vsclasses'],
    columns: [['Driver', 'string', '.driver'], ['DeletionPolicy', 'string', '.deletionPolicy'], ['Age', 'date', '.metadata.creationTimestamp']],
    schema: undefined,
    required: ['deletionPolicy', 'driver'],
  },
} as const;

const classFields = `            deletionPolicy: {type: string, enum: [Delete, Retain]}
            driver: {type: string}
            parameters: {type: object, additionalProperties: {type: string}}
`;
const withSpec = (schema: string): string => `            spec:
              type: object
${schema}            status:
              type: object
              properties:
                boundVolumeSnapshotContentName: {type: string}
                creationTime: {x-kubernetes-preserve-unknown-fields: true}
                error: {type: object, x-kubernetes-preserve-unknown-fields: true}
                readyToUse: {type: boolean}
                restoreSize: {x-kubernetes-int-or-string: true}
                snapshotHandle: {type: string}
`;

export type SnapshotResource = keyof typeof resources;

export function volumeSnapshotDefinition(plural: SnapshotResource): string {
  const { kind, scope, short, columns, schema, required } = resources[plural];
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    api-approved.kubernetes.io: https://github.com/kubernetes-csi/external-snapshotter/pull/814
  name: ${plural}.snapshot.storage.k8s.io
spec:
  group: snapshot.storage.k8s.io
  names:
    kind: ${kind}
    listKind: ${kind}List
    plural: ${plural}
    shortNames: [${short.join(', ')}]
    singular: ${kind.toLowerCase()}
  scope: ${scope}
  versions:
    - name: v1
      served: true
      storage: true
${schema === undefined ? '' : '      subresources:\n        status: {}\n'}      additionalPrinterColumns:
${columns.map(([name, type, path]) => `        - {name: ${name}, type: ${type}, jsonPath: ${path}}\n`).join('')}      schema:
        openAPIV3Schema:
          type: object
          required: [${required.join(', ')}]
          properties:
            apiVersion: {type: string}
            kind: {type: string}
            metadata: {type: object}
${schema === undefined ? classFields : withSpec(schema)}`;
}
