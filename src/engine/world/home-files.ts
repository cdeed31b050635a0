// What lies in the learner's home directory: the manifests and configuration of the notes' codelab.
const probes = `          livenessProbe:
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
`;
const outdent = (text: string): string => text.replace(/^ {4}/gm, '');

const monolithPod = `apiVersion: v1
kind: Pod
metadata:
  name: monolith
  labels:
    app: monolith
spec:
  containers:
    - name: monolith
      image: kelseyhightower/monolith:1.0.0
      args:
        - "-http=0.0.0.0:80"
        - "-health=0.0.0.0:81"
        - "-secret=secret"
      ports:
        - name: http
          containerPort: 80
        - name: health
          containerPort: 81
      resources:
        limits:
          cpu: 0.2
          memory: "10Mi"
`;

const secureMonolithPod = `apiVersion: v1
kind: Pod
metadata:
  name: "secure-monolith"
  labels:
    app: monolith
spec:
  containers:
    - name: nginx
      image: "nginx:1.9.14"
      lifecycle:
        preStop:
          exec:
            command: ["/usr/sbin/nginx","-s","quit"]
      volumeMounts:
        - name: "nginx-proxy-conf"
          mountPath: "/etc/nginx/conf.d"
        - name: "tls-certs"
          mountPath: "/etc/tls"
    - name: monolith
      image: "kelseyhightower/monolith:1.0.0"
      ports:
        - name: http
          containerPort: 80
        - name: health
          containerPort: 81
      resources:
        limits:
          cpu: 0.2
          memory: "10Mi"
${outdent(probes)}  volumes:
    - name: "tls-certs"
      secret:
        secretName: "tls-certs"
    - name: "nginx-proxy-conf"
      configMap:
        name: "nginx-proxy-conf"
        items:
          - key: "proxy.conf"
            path: "proxy.conf"
`;

const deployment = (name: string, image: string, withProbes: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  replicas: 1
  template:
    metadata:
      labels:
        app: ${name}
        track: stable
    spec:
      containers:
        - name: ${name}
          image: "${image}"
          ports:
            - name: http
              containerPort: 80
            - name: health
              containerPort: 81
          resources:
            limits:
              cpu: 0.2
              memory: "10Mi"
${withProbes}`;

const service = (name: string, rest: string): string => `kind: Service
apiVersion: v1
metadata:
  name: "${name}"
spec:
  selector:
    app: "${name}"
${rest}`;

const port80 = `  ports:
    - protocol: "TCP"
      port: 80
      targetPort: 80
`;

const frontendDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: frontend
spec:
  selector:
    matchLabels:
      app: frontend
  replicas: 1
  template:
    metadata:
      labels:
        app: frontend
        track: stable
    spec:
      containers:
        - name: nginx
          image: "nginx:1.9.14"
          lifecycle:
            preStop:
              exec:
                command: ["/usr/sbin/nginx","-s","quit"]
          volumeMounts:
            - name: "nginx-frontend-conf"
              mountPath: "/etc/nginx/conf.d"
      volumes:
        - name: "nginx-frontend-conf"
          configMap:
            name: "nginx-frontend-conf"
            items:
              - key: "frontend.conf"
                path: "frontend.conf"
`;

const frontendConf = `upstream hello {
    server hello.default.svc.cluster.local;
}
upstream auth {
    server auth.default.svc.cluster.local;
}
server {
    listen 80;
    location / {
        proxy_pass http://hello;
    }
    location /login {
        proxy_pass http://auth;
    }
}
`;

const proxyConf = `server {
    listen 443;
    location / {
        proxy_pass http://127.0.0.1:80;
    }
}
`;

const bashrc = `# k is kubectl, completion included.
alias k=kubectl
`;

/** Paths below the home directory. */
export const homeFiles: Readonly<Record<string, string>> = {
  '.bashrc': bashrc,
  'pods/monolith.yaml': monolithPod,
  'pods/healthy-monolith.yaml': monolithPod.replace('name: monolith\n  labels', 'name: "healthy-monolith"\n  labels') + outdent(probes),
  'pods/secure-monolith.yaml': secureMonolithPod,
  'services/monolith.yaml': service('monolith', '    secure: "enabled"\n  ports:\n    - protocol: "TCP"\n      port: 443\n      targetPort: 443\n      nodePort: 31000\n  type: NodePort\n'),
  'services/auth.yaml': service('auth', port80),
  'services/hello.yaml': service('hello', port80),
  'services/frontend.yaml': service('frontend', `${port80}  type: LoadBalancer\n`),
  'deployments/auth.yaml': deployment('auth', 'kelseyhightower/auth:2.0.0', probes),
  'deployments/hello.yaml': deployment('hello', 'kelseyhightower/hello:1.0.0', probes),
  'deployments/frontend.yaml': frontendDeployment,
  'nginx/frontend.conf': frontendConf,
  'nginx/proxy.conf': proxyConf,
};
