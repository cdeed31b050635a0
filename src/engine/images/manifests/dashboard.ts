// Kubernetes Dashboard's manifest (kubernetes/dashboard aio/deploy/recommended.yaml), without what belongs to its metrics scraper.
const labels = 'k8s-app: kubernetes-dashboard';
const meta = (kind: string, api: string, name: string, more = ''): string => `---
apiVersion: ${api}
kind: ${kind}
metadata:
  labels:
    ${labels}
  name: ${name}
  namespace: kubernetes-dashboard
${more}`;

const deployment = (version: string): string => meta('Deployment', 'apps/v1', 'kubernetes-dashboard', `spec:
  replicas: 1
  revisionHistoryLimit: 10
  selector:
    matchLabels:
      ${labels}
  template:
    metadata:
      labels:
        ${labels}
    spec:
      securityContext:
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: kubernetes-dashboard
          image: kubernetesui/dashboard:${version}
          imagePullPolicy: Always
          ports:
            - containerPort: 8443
              protocol: TCP
          args:
            - --auto-generate-certificates
            - --namespace=kubernetes-dashboard
          volumeMounts:
            - name: kubernetes-dashboard-certs
              mountPath: /certs
            - mountPath: /tmp
              name: tmp-volume
          livenessProbe:
            httpGet:
              scheme: HTTPS
              path: /
              port: 8443
            initialDelaySeconds: 30
            timeoutSeconds: 30
      volumes:
        - name: kubernetes-dashboard-certs
          secret:
            secretName: kubernetes-dashboard-certs
        - name: tmp-volume
          emptyDir: {}
      serviceAccountName: kubernetes-dashboard
      nodeSelector:
        "kubernetes.io/os": linux
`);

export const dashboardManifest = (version: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: kubernetes-dashboard
${meta('ServiceAccount', 'v1', 'kubernetes-dashboard')}${meta('Service', 'v1', 'kubernetes-dashboard', `spec:
  ports:
    - port: 443
      targetPort: 8443
  selector:
    ${labels}
`)}${meta('Secret', 'v1', 'kubernetes-dashboard-certs', 'type: Opaque\n')}${meta('Secret', 'v1', 'kubernetes-dashboard-csrf', 'type: Opaque\ndata:\n  csrf: ""\n')}${meta('Secret', 'v1', 'kubernetes-dashboard-key-holder', 'type: Opaque\n')}${meta('ConfigMap', 'v1', 'kubernetes-dashboard-settings')}${meta('Role', 'rbac.authorization.k8s.io/v1', 'kubernetes-dashboard', `rules:
  - apiGroups: [""]
    resources: ["secrets"]
    resourceNames: ["kubernetes-dashboard-key-holder", "kubernetes-dashboard-certs", "kubernetes-dashboard-csrf"]
    verbs: ["get", "update", "delete"]
  - apiGroups: [""]
    resources: ["configmaps"]
    resourceNames: ["kubernetes-dashboard-settings"]
    verbs: ["get", "update"]
`)}${meta('RoleBinding', 'rbac.authorization.k8s.io/v1', 'kubernetes-dashboard', `roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: kubernetes-dashboard
subjects:
  - kind: ServiceAccount
    name: kubernetes-dashboard
    namespace: kubernetes-dashboard
`)}${deployment(version)}`;
