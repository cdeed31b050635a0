// The manifest by which the metrics server is installed, as its releases carry it (kubernetes-sigs/metrics-server/manifests).
const labels = 'labels:\n    k8s-app: metrics-server';

const role = (kind: string, name: string, rules: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  labels:
    k8s-app: metrics-server
  name: ${name}
rules:
${rules}`;

const binding = (kind: string, name: string, namespace: string, refKind: string, ref: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  ${labels}
  name: ${name}
${namespace}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${refKind}
  name: ${ref}
subjects:
- kind: ServiceAccount
  name: metrics-server
  namespace: kube-system
`;

const aggregated = ['admin', 'edit', 'view'].map((name) => `    rbac.authorization.k8s.io/aggregate-to-${name}: "true"\n`).join('');

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  ${labels}
  name: metrics-server
  namespace: kube-system
spec:
  selector:
    matchLabels:
      k8s-app: metrics-server
  strategy:
    rollingUpdate:
      maxUnavailable: 0
  template:
    metadata:
      labels:
        k8s-app: metrics-server
    spec:
      containers:
      - args:
        - --cert-dir=/tmp
        - --secure-port=10250
        - --kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname
        - --kubelet-use-node-status-port
        - --metric-resolution=15s
        image: registry.k8s.io/metrics-server/metrics-server:v0.8.0
        imagePullPolicy: IfNotPresent
        livenessProbe:
          failureThreshold: 3
          httpGet:
            path: /livez
            port: https
            scheme: HTTPS
          periodSeconds: 10
        name: metrics-server
        ports:
        - containerPort: 10250
          name: https
          protocol: TCP
        readinessProbe:
          failureThreshold: 3
          httpGet:
            path: /readyz
            port: https
            scheme: HTTPS
          initialDelaySeconds: 20
          periodSeconds: 10
        resources:
          requests:
            cpu: 100m
            memory: 200Mi
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            drop:
            - ALL
          readOnlyRootFilesystem: true
          runAsNonRoot: true
          runAsUser: 1000
          seccompProfile:
            type: RuntimeDefault
        volumeMounts:
        - mountPath: /tmp
          name: tmp-dir
      nodeSelector:
        kubernetes.io/os: linux
      priorityClassName: system-cluster-critical
      serviceAccountName: metrics-server
      volumes:
      - emptyDir: {}
        name: tmp-dir
`;

const parts: readonly string[] = [
  `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  ${labels}\n  name: metrics-server\n  namespace: kube-system\n`,
  role('ClusterRole', 'system:aggregated-metrics-reader', '- apiGroups:\n  - metrics.k8s.io\n  resources:\n  - pods\n  - nodes\n  verbs:\n  - get\n  - list\n  - watch\n').replace('    k8s-app: metrics-server\n', `    k8s-app: metrics-server\n${aggregated}`),
  role('ClusterRole', 'system:metrics-server', '- apiGroups:\n  - ""\n  resources:\n  - nodes/metrics\n  verbs:\n  - get\n- apiGroups:\n  - ""\n  resources:\n  - pods\n  - nodes\n  verbs:\n  - get\n  - list\n  - watch\n'),
  binding('RoleBinding', 'metrics-server-auth-reader', '  namespace: kube-system\n', 'Role', 'extension-apiserver-authentication-reader'),
  binding('ClusterRoleBinding', 'metrics-server:system:auth-delegator', '', 'ClusterRole', 'system:auth-delegator'),
  binding('ClusterRoleBinding', 'system:metrics-server', '', 'ClusterRole', 'system:metrics-server'),
  `apiVersion: v1\nkind: Service\nmetadata:\n  ${labels}\n  name: metrics-server\n  namespace: kube-system\nspec:\n  ports:\n  - appProtocol: https\n    name: https\n    port: 443\n    protocol: TCP\n    targetPort: https\n  selector:\n    k8s-app: metrics-server\n`,
  deployment,
  `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata:\n  ${labels}\n  name: v1beta1.metrics.k8s.io\nspec:\n  group: metrics.k8s.io\n  groupPriorityMinimum: 100\n  insecureSkipTLSVerify: true\n  service:\n    name: metrics-server\n    namespace: kube-system\n  version: v1beta1\n  versionPriority: 100\n`,
];

export const metricsServerManifest = parts.join('---\n');
