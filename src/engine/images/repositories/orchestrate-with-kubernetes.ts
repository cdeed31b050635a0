// The codelab's sample repository: manifests of the monolith and of the three tiers it is split into, nginx with TLS, and certificates for it (googlecodelabs/orchestrate-with-kubernetes).
import { sha256 } from '../../base/sha256.ts';
import { toUtf8 } from '../../base/utf8.ts';
import { der, tags } from '../../kube/der.ts';
import { COMMON_NAME, extensionIds, makeCertificate, type Name, namesExtension } from '../../kube/certificate.ts';
import { makeKey, privatePem, type PrivateKey } from '../../kube/private-key.ts';
import type { SampleRepository } from './table.ts';

const probes = (pad: string): string => `livenessProbe:
  httpGet:
    path: /healthz
    port: 81
    scheme: HTTP
  initialDelaySeconds: 5
  periodSeconds: 15
  timeoutSeconds: 5
readinessProbe:
  httpGet:
    path: /readiness
    port: 81
    scheme: HTTP
  initialDelaySeconds: 5
  timeoutSeconds: 1
`.replace(/^/gm, pad).trimEnd();

const ports = (pad: string): string => `ports:
  - name: http
    containerPort: 80
  - name: health
    containerPort: 81
resources:
  limits:
    cpu: 0.2
    memory: "10Mi"
`.replace(/^/gm, pad).trimEnd();

const pod = (name: string, rest: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: "${name}"
  labels:
    app: monolith
spec:
  containers:
${rest}`;

const monolith = `    - name: monolith
      image: kelseyhightower/monolith:1.0.0
`;
const args = `      args:
        - "-http=0.0.0.0:80"
        - "-health=0.0.0.0:81"
        - "-secret=secret"
`;

const frontend = (pad: string, conf: string): string => `- name: nginx
  image: "nginx:1.9.14"
  lifecycle:
    preStop:
      exec:
        command: ["/usr/sbin/nginx","-s","quit"]
  volumeMounts:
    - name: "nginx-${conf}-conf"
      mountPath: "/etc/nginx/conf.d"
    - name: "tls-certs"
      mountPath: "/etc/tls"
`.replace(/^/gm, pad).trimEnd();

const volumes = (pad: string, conf: string): string => `volumes:
  - name: "tls-certs"
    secret:
      secretName: "tls-certs"
  - name: "nginx-${conf}-conf"
    configMap:
      name: "nginx-${conf}-conf"
      items:
        - key: "${conf}.conf"
          path: "${conf}.conf"
`.replace(/^/gm, pad).trimEnd();

const deployment = (name: string, labels: readonly string[], body: string, replicas = 1): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${labels[0]}
  replicas: ${replicas}
  template:
    metadata:
      labels:
        app: ${labels[0]}
${labels.slice(1).map((label) => `        ${label}\n`).join('')}    spec:
${body}
`;

const app = (name: string, version: string): string => `      containers:
        - name: ${name}
          image: "kelseyhightower/${name}:${version}"
${ports('          ')}
${probes('          ')}`;

const service = (name: string, selector: readonly string[], port: number, rest = ''): string => `kind: Service
apiVersion: v1
metadata:
  name: "${name}"
spec:
  selector:
${selector.map((line) => `    ${line}\n`).join('')}  ports:
    - protocol: "TCP"
      port: ${port}
      targetPort: ${port}
${rest}`;

const server = (locations: string): string => `server {
    listen 443;
    ssl    on;

    ssl_certificate     /etc/tls/cert.pem;
    ssl_certificate_key /etc/tls/key.pem;

${locations}}
`;

const frontendConf = `upstream hello {
    server hello.default.svc.cluster.local;
}

upstream auth {
    server auth.default.svc.cluster.local;
}

${server('    location / {\n        proxy_pass http://hello;\n    }\n\n    location /login {\n        proxy_pass http://auth;\n    }\n')}`;

const extensions = `[ req ]
req_extensions = v3_req
distinguished_name = req_distinguished_name

[ req_distinguished_name ]

[ v3_req ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
subjectAltName = @alt_names

[ alt_names ]
DNS.1 = 127.0.0.1
DNS.2 = *.example.com
IP.1 = 127.0.0.1
`;

const update = `#!/bin/bash

openssl genrsa -out ca-key.pem 2048
openssl req -x509 -new -nodes -key ca-key.pem -days 10000 -out ca.pem -subj "/CN=kube-ca"
openssl genrsa -out key.pem 2048
openssl req -new -key key.pem -out cert.csr -subj "/CN=*.example.com" -config ssl-extensions-x509.cnf
openssl x509 -req -in cert.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out cert.pem -days 365 -extensions v3_req -extfile ssl-extensions-x509.cnf
`;

/** From the start of 2025, for ten years. */
const VALID = { notBeforeMs: 1_735_689_600_000, notAfterMs: 2_051_222_400_000 } as const;

function tls(): Readonly<Record<string, string>> {
  const bytes = (name: string) => (count: number): readonly number[] => Array.from({ length: Math.ceil(count / 32) }, (_, i) => [...sha256(toUtf8(`${name} ${i}`))]).flat().slice(0, count);
  const [ca, own]: readonly PrivateKey[] = ['codelab authority', 'codelab frontend'].map((name) => makeKey('rsa', 2048, bytes(name)));
  if (!ca || !own) return {};
  const authority: Name = [[COMMON_NAME, 'kube-ca']];
  const names = namesExtension(['DNS:*.example.com', 'IP:127.0.0.1']);
  return {
    'tls/ca-key.pem': privatePem(ca),
    'tls/ca.pem': makeCertificate({ subject: authority, issuer: authority, publicKey: ca.public.bytes, serial: [1], ...VALID, extensions: [{ id: extensionIds.constraints, critical: true, value: der(tags.sequence, der(tags.boolean, [255])) }] }, ca.public),
    'tls/key.pem': privatePem(own),
    'tls/cert.pem': makeCertificate({ subject: [[COMMON_NAME, '*.example.com']], issuer: authority, publicKey: own.public.bytes, serial: [2], ...VALID, extensions: typeof names === 'string' ? [] : [names] }, ca.public),
  };
}

function files(): Readonly<Record<string, string>> {
  const all: Record<string, string> = {
    'cleanup.sh': 'kubectl delete pods healthy-monolith monolith secure-monolith\nkubectl delete services monolith auth frontend hello\nkubectl delete deployments auth frontend hello hello-canary hello-green\nkubectl delete secrets tls-certs\nkubectl delete configmaps nginx-frontend-conf nginx-proxy-conf\n',
    'deployments/auth.yaml': deployment('auth', ['auth', 'track: stable'], app('auth', '2.0.0')),
    'deployments/hello.yaml': deployment('hello', ['hello', 'track: stable', 'version: 1.0.0'], app('hello', '1.0.0'), 3),
    'deployments/hello-canary.yaml': deployment('hello-canary', ['hello', 'track: canary', 'version: 2.0.0'], app('hello', '2.0.0')),
    'deployments/hello-green.yaml': deployment('hello-green', ['hello', 'track: stable', 'version: 2.0.0'], app('hello', '2.0.0'), 3),
    'deployments/frontend.yaml': deployment('frontend', ['frontend', 'track: stable'], `      containers:\n${frontend('        ', 'frontend')}\n${volumes('      ', 'frontend')}`),
    'nginx/frontend.conf': frontendConf,
    'nginx/proxy.conf': server('    location / {\n        proxy_pass http://127.0.0.1:80;\n    }\n'),
    'pods/monolith.yaml': pod('monolith', `${monolith}${args}${ports('      ')}\n`),
    'pods/healthy-monolith.yaml': pod('healthy-monolith', `${monolith}${ports('      ')}\n${probes('      ')}\n`),
    'pods/secure-monolith.yaml': pod('secure-monolith', `${frontend('    ', 'proxy')}\n${monolith}${ports('      ')}\n${probes('      ')}\n${volumes('  ', 'proxy')}\n`),
    'services/auth.yaml': service('auth', ['app: "auth"'], 80),
    'services/hello.yaml': service('hello', ['app: "hello"'], 80),
    'services/hello-blue.yaml': service('hello', ['app: "hello"', 'version: 1.0.0'], 80),
    'services/hello-green.yaml': service('hello', ['app: "hello"', 'version: 2.0.0'], 80),
    'services/frontend.yaml': service('frontend', ['app: "frontend"'], 443, '  type: LoadBalancer\n'),
    'services/monolith.yaml': service('monolith', ['app: "monolith"', 'secure: "enabled"'], 443, '').replace('      targetPort: 443\n', '      targetPort: 443\n      nodePort: 31000\n  type: NodePort\n'),
    'tls/ssl-extensions-x509.cnf': extensions,
    'tls/update-tls.sh': update,
    ...tls(),
  };
  return { 'LICENSE': 'Apache License 2.0\n', 'README.md': '# Orchestrating the Cloud with Kubernetes\n\nThe manifests of the codelab are in `kubernetes`.\n', ...Object.fromEntries(Object.entries(all).map(([path, text]) => [`kubernetes/${path}`, text])) };
}

export const orchestrateWithKubernetes: SampleRepository = { host: 'github.com', path: '/googlecodelabs/orchestrate-with-kubernetes', branch: 'master', commit: '3b5e5e5b1f8c9d2a7e6f4c3b2a1908f7e6d5c4b3', files };
