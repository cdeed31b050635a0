// Examples of the Kubernetes documentation that tutorials apply by their address, by their path below https://k8s.io/examples/.
interface Simple {
  readonly name: string;
  readonly image: string;
  readonly app: string;
  readonly replicas?: number;
  readonly port?: number;
}

const workload = (kind: 'Deployment' | 'ReplicaSet', { name, image, app, replicas, port }: Simple): string => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
  labels:
    app: ${app}
spec:
${replicas === undefined ? '' : `  replicas: ${replicas}\n`}  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
    spec:
      containers:
      - name: ${app}
        image: ${image}
${port === undefined ? '' : `        ports:\n        - containerPort: ${port}\n`}`;

const pod = (name: string, containers: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
${more}  containers:
${containers}`;

const service = (name: string, selector: string, port: number, more = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  labels:
    ${selector.replace('=', ': ')}
spec:
${more}  ports:
  - port: ${port}
  selector:
    ${selector.replace('=', ': ')}
`;

const dnsutils = pod('dnsutils', '  - name: dnsutils\n    image: registry.k8s.io/e2e-test-images/agnhost:2.39\n    imagePullPolicy: IfNotPresent\n', '').replace('  name: dnsutils\nspec', '  name: dnsutils\n  namespace: default\nspec') + '  restartPolicy: Always\n';

const phpApache = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: php-apache
spec:
  selector:
    matchLabels:
      run: php-apache
  template:
    metadata:
      labels:
        run: php-apache
    spec:
      containers:
      - name: php-apache
        image: registry.k8s.io/hpa-example
        ports:
        - containerPort: 80
        resources:
          limits:
            cpu: 500m
          requests:
            cpu: 200m
---
${service('php-apache', 'run=php-apache', 80)}`;

const web = `apiVersion: v1
kind: Service
metadata:
  name: nginx
  labels:
    app: nginx
spec:
  ports:
  - port: 80
    name: web
  clusterIP: None
  selector:
    app: nginx
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: "nginx"
  replicas: 2
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: registry.k8s.io/nginx-slim:0.21
        ports:
        - containerPort: 80
          name: web
        volumeMounts:
        - name: www
          mountPath: /usr/share/nginx/html
  volumeClaimTemplates:
  - metadata:
      name: www
    spec:
      accessModes: [ "ReadWriteOnce" ]
      resources:
        requests:
          storage: 1Gi
`;

const livenessExec = `apiVersion: v1
kind: Pod
metadata:
  labels:
    test: liveness
  name: liveness-exec
spec:
  containers:
  - name: liveness
    image: registry.k8s.io/busybox:1.27.2
    args:
    - /bin/sh
    - -c
    - touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600
    livenessProbe:
      exec:
        command:
        - cat
        - /tmp/healthy
      initialDelaySeconds: 5
      periodSeconds: 5
`;

const daemonset = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: fluentd-elasticsearch
  namespace: kube-system
  labels:
    k8s-app: fluentd-logging
spec:
  selector:
    matchLabels:
      name: fluentd-elasticsearch
  template:
    metadata:
      labels:
        name: fluentd-elasticsearch
    spec:
      tolerations:
      - key: node-role.kubernetes.io/control-plane
        operator: Exists
        effect: NoSchedule
      containers:
      - name: fluentd-elasticsearch
        image: quay.io/fluentd_elasticsearch/fluentd:v5.0.1
        resources:
          limits:
            memory: 200Mi
          requests:
            cpu: 100m
            memory: 200Mi
        volumeMounts:
        - name: varlog
          mountPath: /var/log
      terminationGracePeriodSeconds: 30
      volumes:
      - name: varlog
        hostPath:
          path: /var/log
`;

const job = `apiVersion: batch/v1
kind: Job
metadata:
  name: pi
spec:
  template:
    spec:
      containers:
      - name: pi
        image: perl:5.34.0
        command: ["perl",  "-Mbignum=bpi", "-wle", "print bpi(2000)"]
      restartPolicy: Never
  backoffLimit: 4
`;

const cronJob = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: hello
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - name: hello
            image: busybox:1.28
            imagePullPolicy: IfNotPresent
            command:
            - /bin/sh
            - -c
            - date; echo Hello from the Kubernetes cluster
          restartPolicy: OnFailure
`;

const minimalIngress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: minimal-ingress
  annotations:
    nginx.ingress.kubernetes.io/rewrite-target: /
spec:
  ingressClassName: nginx-example
  rules:
  - http:
      paths:
      - path: /testpath
        pathType: Prefix
        backend:
          service:
            name: test
            port:
              number: 80
`;

const helloIngress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: example-ingress
spec:
  ingressClassName: nginx
  rules:
    - host: hello-world.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  number: 8080
`;

const nginxPolicy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: access-nginx
spec:
  podSelector:
    matchLabels:
      app: nginx
  ingress:
  - from:
    - podSelector:
        matchLabels:
          access: "true"
`;

const volume = `apiVersion: v1
kind: PersistentVolume
metadata:
  name: task-pv-volume
  labels:
    type: local
spec:
  storageClassName: manual
  capacity:
    storage: 10Gi
  accessModes:
    - ReadWriteOnce
  hostPath:
    path: "/mnt/data"
`;

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: task-pv-claim
spec:
  storageClassName: manual
  accessModes:
    - ReadWriteOnce
  resources:
    requests:
      storage: 3Gi
`;

const claimPod = `apiVersion: v1
kind: Pod
metadata:
  name: task-pv-pod
spec:
  volumes:
    - name: task-pv-storage
      persistentVolumeClaim:
        claimName: task-pv-claim
  containers:
    - name: task-pv-container
      image: nginx
      ports:
        - containerPort: 80
          name: "http-server"
      volumeMounts:
        - mountPath: "/usr/share/nginx/html"
          name: task-pv-storage
`;

const loadBalancerExample = `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app.kubernetes.io/name: load-balancer-example
  name: hello-world
spec:
  replicas: 5
  selector:
    matchLabels:
      app.kubernetes.io/name: load-balancer-example
  template:
    metadata:
      labels:
        app.kubernetes.io/name: load-balancer-example
    spec:
      containers:
      - image: gcr.io/google-samples/hello-app:2.0
        name: hello-world
        ports:
        - containerPort: 8080
`;

const pauseMemory = (name: string, resources: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: mem-example
spec:
  containers:
  - name: ${name}-ctr
    image: polinux/stress
    resources:
      requests:
        memory: "${resources.split(' ')[0]}"
      limits:
        memory: "${resources.split(' ')[1]}"
    command: ["stress"]
    args: ["--vm", "1", "--vm-bytes", "${resources.split(' ')[2]}", "--vm-hang", "1"]
`;

export const kubernetesExamples: Readonly<Record<string, string>> = {
  'admin/dns/dnsutils.yaml': dnsutils,
  'application/deployment.yaml': workload('Deployment', { name: 'nginx-deployment', image: 'nginx:1.14.2', app: 'nginx', replicas: 2, port: 80 }).replace(/ {2}labels:\n {4}app: nginx\nspec/, 'spec'),
  'application/deployment-update.yaml': workload('Deployment', { name: 'nginx-deployment', image: 'nginx:1.16.1', app: 'nginx', replicas: 2, port: 80 }).replace(/ {2}labels:\n {4}app: nginx\nspec/, 'spec'),
  'application/deployment-scale.yaml': workload('Deployment', { name: 'nginx-deployment', image: 'nginx:1.16.1', app: 'nginx', replicas: 4, port: 80 }).replace(/ {2}labels:\n {4}app: nginx\nspec/, 'spec'),
  'application/job/cronjob.yaml': cronJob,
  'application/nginx-app.yaml': `${service('my-nginx-svc', 'app=nginx', 80, '  type: LoadBalancer\n')}---\n${workload('Deployment', { name: 'my-nginx', image: 'nginx:1.14.2', app: 'nginx', replicas: 3, port: 80 })}`,
  'application/php-apache.yaml': phpApache,
  'application/simple_deployment.yaml': workload('Deployment', { name: 'nginx-deployment', image: 'nginx:1.14.2', app: 'nginx', port: 80 }).replace(/ {2}labels:\n {4}app: nginx\nspec/, 'spec').replace('  template:', '  minReadySeconds: 5\n  template:'),
  'application/web/web.yaml': web,
  'controllers/daemonset.yaml': daemonset,
  'controllers/frontend.yaml': workload('ReplicaSet', { name: 'frontend', image: 'us-docker.pkg.dev/google-samples/containers/gke/gb-frontend:v5', app: 'guestbook', replicas: 3 }),
  'controllers/job.yaml': job,
  'controllers/nginx-deployment.yaml': workload('Deployment', { name: 'nginx-deployment', image: 'nginx:1.14.2', app: 'nginx', replicas: 3, port: 80 }),
  'debug/counter-pod.yaml': pod('counter', "  - name: count\n    image: busybox:1.28\n    args: [/bin/sh, -c,\n            'i=0; while true; do echo \"$i: $(date)\"; i=$((i+1)); sleep 1; done']\n"),
  'pods/probe/exec-liveness.yaml': livenessExec,
  'pods/resource/memory-request-limit.yaml': pauseMemory('memory-demo', '100Mi 200Mi 150M'),
  'pods/resource/memory-request-limit-2.yaml': pauseMemory('memory-demo-2', '50Mi 100Mi 250M'),
  'pods/simple-pod.yaml': pod('nginx', '  - name: nginx\n    image: nginx:1.14.2\n    ports:\n    - containerPort: 80\n'),
  'pods/storage/pv-claim.yaml': claim,
  'pods/storage/pv-pod.yaml': claimPod,
  'pods/storage/pv-volume.yaml': volume,
  'service/load-balancer-example.yaml': loadBalancerExample,
  'service/networking/example-ingress.yaml': helloIngress,
  'service/networking/minimal-ingress.yaml': minimalIngress,
  'service/networking/nginx-policy.yaml': nginxPolicy,
  'service/networking/nginx-svc.yaml': service('my-nginx', 'run=my-nginx', 80),
  'service/networking/run-my-nginx.yaml': workload('Deployment', { name: 'my-nginx', image: 'nginx', app: 'my-nginx', replicas: 2, port: 80 }).replace(/ {2}labels:\n {4}app: my-nginx\nspec/, 'spec').replaceAll('app: my-nginx', 'run: my-nginx'),
};
