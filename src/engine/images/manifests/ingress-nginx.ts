// ingress-nginx as its deploy/static/provider/*/deploy.yaml installs it, trimmed to what does something here.
import { ingressNginxAccess } from './ingress-nginx-access.ts';

export type Provider = 'kind' | 'cloud' | 'baremetal';

const labels = (component: string, indent: string): string =>
  ['app.kubernetes.io/component: ' + component, 'app.kubernetes.io/instance: ingress-nginx', 'app.kubernetes.io/name: ingress-nginx', 'app.kubernetes.io/part-of: ingress-nginx', 'app.kubernetes.io/version: 1.13.3'].map((line) => `${indent}${line}\n`).join('');

const service: Readonly<Record<Provider, string>> = {
  kind: '  type: NodePort\n',
  cloud: '  externalTrafficPolicy: Local\n  type: LoadBalancer\n',
  baremetal: '  type: NodePort\n',
};

/** kind's nodes map ports 80 and 443 of the node to the container. */
const hostPort = (provider: Provider, port: number): string => (provider === 'kind' ? `          hostPort: ${port}\n` : '');

/** The Jobs that make the webhook's certificate and write it into its configuration. */
const certgen = (name: string, args: readonly string[]): string => `apiVersion: batch/v1
kind: Job
metadata:
  labels:
${labels('admission-webhook', '    ')}  name: ingress-nginx-admission-${name}
  namespace: ingress-nginx
spec:
  template:
    metadata:
      labels:
${labels('admission-webhook', '        ')}      name: ingress-nginx-admission-${name}
    spec:
      containers:
      - args:
${args.map((arg) => `        - ${arg}\n`).join('')}        env:
        - name: POD_NAMESPACE
          valueFrom:
            fieldRef:
              fieldPath: metadata.namespace
        image: registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.3
        imagePullPolicy: IfNotPresent
        name: ${name}
        securityContext:
          allowPrivilegeEscalation: false
          runAsNonRoot: true
          runAsUser: 65532
      nodeSelector:
        kubernetes.io/os: linux
      restartPolicy: OnFailure
      serviceAccountName: ingress-nginx-admission
`;

const tolerations = '      tolerations:\n      - effect: NoSchedule\n        key: node-role.kubernetes.io/master\n        operator: Equal\n      - effect: NoSchedule\n        key: node-role.kubernetes.io/control-plane\n        operator: Equal\n';

const manifest = `apiVersion: v1
kind: Namespace
metadata:
  labels:
    app.kubernetes.io/instance: ingress-nginx
    app.kubernetes.io/name: ingress-nginx
  name: ingress-nginx
---
apiVersion: v1
automountServiceAccountToken: true
kind: ServiceAccount
metadata:
  labels:
${labels('controller', '    ')}  name: ingress-nginx
  namespace: ingress-nginx
---
apiVersion: v1
kind: ServiceAccount
metadata:
  labels:
${labels('admission-webhook', '    ')}  name: ingress-nginx-admission
  namespace: ingress-nginx
---
${ingressNginxAccess}apiVersion: v1
data: null
kind: ConfigMap
metadata:
  labels:
${labels('controller', '    ')}  name: ingress-nginx-controller
  namespace: ingress-nginx
---
apiVersion: v1
kind: Service
metadata:
  labels:
${labels('controller', '    ')}  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
{service}  ipFamilies:
  - IPv4
  ipFamilyPolicy: SingleStack
  ports:
  - appProtocol: http
    name: http
    port: 80
    protocol: TCP
    targetPort: http
  - appProtocol: https
    name: https
    port: 443
    protocol: TCP
    targetPort: https
  selector:
    app.kubernetes.io/component: controller
    app.kubernetes.io/instance: ingress-nginx
    app.kubernetes.io/name: ingress-nginx
---
apiVersion: v1
kind: Service
metadata:
  labels:
${labels('controller', '    ')}  name: ingress-nginx-controller-admission
  namespace: ingress-nginx
spec:
  ports:
  - appProtocol: https
    name: https-webhook
    port: 443
    targetPort: webhook
  selector:
    app.kubernetes.io/component: controller
    app.kubernetes.io/instance: ingress-nginx
    app.kubernetes.io/name: ingress-nginx
  type: ClusterIP
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
${labels('controller', '    ')}  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  minReadySeconds: 0
  revisionHistoryLimit: 10
  selector:
    matchLabels:
      app.kubernetes.io/component: controller
      app.kubernetes.io/instance: ingress-nginx
      app.kubernetes.io/name: ingress-nginx
  strategy:
    rollingUpdate:
      maxUnavailable: 1
    type: RollingUpdate
  template:
    metadata:
      labels:
${labels('controller', '        ')}    spec:
      containers:
      - args:
        - /nginx-ingress-controller
{publish}        - --election-id=ingress-nginx-leader
        - --controller-class=k8s.io/ingress-nginx
        - --ingress-class=nginx
        - --configmap=$(POD_NAMESPACE)/ingress-nginx-controller
        - --validating-webhook=:8443
        - --validating-webhook-certificate=/usr/local/certificates/cert
        - --validating-webhook-key=/usr/local/certificates/key
{kind-args}        env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: POD_NAMESPACE
          valueFrom:
            fieldRef:
              fieldPath: metadata.namespace
        - name: LD_PRELOAD
          value: /usr/local/lib/libmimalloc.so
        image: registry.k8s.io/ingress-nginx/controller:{version}
        imagePullPolicy: IfNotPresent
        lifecycle:
          preStop:
            exec:
              command:
              - /wait-shutdown
        livenessProbe:
          failureThreshold: 5
          httpGet:
            path: /healthz
            port: 10254
            scheme: HTTP
          initialDelaySeconds: 10
          periodSeconds: 10
          successThreshold: 1
          timeoutSeconds: 1
        name: controller
        ports:
        - containerPort: 80
{host-port-80}          name: http
          protocol: TCP
        - containerPort: 443
{host-port-443}          name: https
          protocol: TCP
        - containerPort: 8443
          name: webhook
          protocol: TCP
        readinessProbe:
          failureThreshold: 3
          httpGet:
            path: /healthz
            port: 10254
            scheme: HTTP
          initialDelaySeconds: 10
          periodSeconds: 10
          successThreshold: 1
          timeoutSeconds: 1
        resources:
          requests:
            cpu: 100m
            memory: 90Mi
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            add:
            - NET_BIND_SERVICE
            drop:
            - ALL
          readOnlyRootFilesystem: false
          runAsGroup: 82
          runAsNonRoot: true
          runAsUser: 101
          seccompProfile:
            type: RuntimeDefault
        volumeMounts:
        - mountPath: /usr/local/certificates/
          name: webhook-cert
          readOnly: true
      dnsPolicy: ClusterFirst
      nodeSelector:
        kubernetes.io/os: linux
      serviceAccountName: ingress-nginx
      terminationGracePeriodSeconds: {grace}
{tolerations}      volumes:
      - name: webhook-cert
        secret:
          secretName: ingress-nginx-admission
---
${certgen('create', [
    'create',
    '--host=ingress-nginx-controller-admission,ingress-nginx-controller-admission.$(POD_NAMESPACE).svc',
    '--namespace=$(POD_NAMESPACE)',
    '--secret-name=ingress-nginx-admission',
  ])}---
${certgen('patch', ['patch', '--webhook-name=ingress-nginx-admission', '--namespace=$(POD_NAMESPACE)', '--patch-mutating=false', '--secret-name=ingress-nginx-admission', '--patch-failure-policy=Fail'])}---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  labels:
${labels('controller', '    ')}  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  labels:
${labels('admission-webhook', '    ')}  name: ingress-nginx-admission
webhooks:
- admissionReviewVersions:
  - v1
  clientConfig:
    service:
      name: ingress-nginx-controller-admission
      namespace: ingress-nginx
      path: /networking/v1/ingresses
      port: 443
  failurePolicy: Fail
  matchPolicy: Equivalent
  name: validate.nginx.ingress.kubernetes.io
  rules:
  - apiGroups:
    - networking.k8s.io
    apiVersions:
    - v1
    operations:
    - CREATE
    - UPDATE
    resources:
    - ingresses
  sideEffects: None
`;
export function ingressNginx(provider: Provider, version: string): string {
  const kind = provider === 'kind';
  const values: Readonly<Record<string, string>> = {
    version,
    service: service[provider],
    publish: kind ? '' : '        - --publish-service=$(POD_NAMESPACE)/ingress-nginx-controller\n',
    'kind-args': kind ? '        - --watch-ingress-without-class=true\n        - --publish-status-address=localhost\n' : '',
    'host-port-80': hostPort(provider, 80),
    'host-port-443': hostPort(provider, 443),
    grace: kind ? '0' : '300',
    tolerations: kind ? tolerations : '',
  };
  return manifest.replace(/\{([a-z0-9-]+)\}/g, (whole, name: string) => values[name] ?? whole);
}
