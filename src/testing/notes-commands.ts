// Every command of the five notes with what becomes of it today: it works as the note shows, today's tool answers otherwise, or its tool comes later. notes-commands.test.ts types them all.
export type Outcome =
  /** The note's own output, apart from times, names that are drawn and columns that came with the years. */
  | 'as the note shows'
  /** The tool has changed since, or the note has a slip: this is what today's tool says. */
  | 'as today’s tool answers'
  /** docker, kind, gcloud, kubeadm, helm, terraform and what they install: not there yet. */
  | 'comes later';

export interface NoteCommand {
  /** N0 … N4, as in lessons/COVERAGE.md. */
  readonly note: string;
  /** As the note has it. */
  readonly command: string;
  /** What is typed where the note leaves a name open, or writes something beside the command. */
  readonly typed?: string;
  /** Keys that answer what the command asks at the terminal, and what ends it where it goes on for ever: [what is waited for, keys]. */
  readonly keys?: readonly (readonly [RegExp, string])[];
  readonly outcome: Outcome;
  /** Essential lines. */
  readonly shows: readonly (RegExp | string)[];
  /** 0 where absent. */
  readonly code?: number;
  /** Lines that the note takes for granted, typed before. */
  readonly before?: readonly string[];
  readonly remark?: string;
}

const works = 'as the note shows';
const today = 'as today’s tool answers';
const later = 'comes later';
const absent = (note: string, command: string, typed = command): NoteCommand => ({ note, command, typed, outcome: later, shows: [`bash: ${typed.split(' ')[0]}: command not found`], code: 127 });
const wait = (what: string): string => `kubectl wait --for=condition=${what} --timeout=120s`;
const NODE = `$(kubectl get nodes -o jsonpath='{.items[0].status.addresses[0].address}')`;

const file = (name: string, ...lines: readonly string[]): string => `printf '${lines.join('\\n')}\\n' > ${name}`;
const controller = file('myweb.yaml', 'apiVersion: v1', 'kind: ReplicationController', 'metadata: {name: myweb-1st-app}', 'spec:', '  replicas: 1', '  selector: {run: myweb-1st-app}', '  template:', '    metadata: {labels: {run: myweb-1st-app}}', '    spec:', '      containers:', '      - {name: myweb-1st-app, image: ljwkeke/myweb:latest, ports: [{containerPort: 8080}]}');
const podExample = (image: string): string => file('pod_example.yaml', 'apiVersion: v1', 'kind: Pod', 'metadata:', '  name: nginx', '  labels: {app: nginx}', 'spec:', '  containers:', '  - name: nginx', `    image: ${image}`, '    ports:', '    - containerPort: 8090');

const n0: readonly NoteCommand[] = [
  { note: 'N0', command: 'kubectl api-versions', outcome: works, shows: ['admissionregistration.k8s.io/v1', 'apiextensions.k8s.io/v1', 'apiregistration.k8s.io/v1', 'apps/v1', 'authentication.k8s.io/v1', /^v1$/m], remark: 'The beta versions of the note were removed in 1.22.' },
  { note: 'N0', command: 'kubectl api-resources', outcome: works, shows: [/^NAME +SHORTNAMES +APIVERSION +NAMESPACED +KIND$/m, /^bindings +v1 +true +Binding$/m, /^componentstatuses +cs +v1 +false +ComponentStatus$/m, /^events +ev +v1 +true +Event$/m], remark: 'APIGROUP is APIVERSION since 1.20.' },
  { note: 'N0', command: 'kubectl explain pod.spec', outcome: works, shows: [/^KIND: +Pod$/m, /^VERSION: +v1$/m, 'FIELD: spec <PodSpec>', /activeDeadlineSeconds\s<integer>/, 'Optional duration in seconds the pod may be active on the node relative to', /containers\s<\[\]Container> -required-/] },
  { note: 'N0', command: 'vim index.js', outcome: works, shows: [], remark: 'Opens the page’s editor.' },
  { note: 'N0', command: 'vim Dockerfile', outcome: works, shows: [], remark: 'What is done with it (docker build) comes later.' },
  { note: 'N0', command: 'kubectl run myweb-1st-app --image=ljwkeke/myweb:latest --port=8080 --generator=run/v1', outcome: today, shows: ['error: unknown flag: --generator', "See 'kubectl run --help' for usage."], code: 1, remark: '--generator was removed in 1.21; a ReplicationController is made from a file.' },
  { note: 'N0', command: 'kubectl get pods', before: [controller, 'kubectl create -f myweb.yaml', wait('Ready pod -l run=myweb-1st-app')], outcome: works, shows: [/^NAME +READY +STATUS +RESTARTS +AGE$/m, /^myweb-1st-app-\w{5} +1\/1 +Running +0 /m] },
  { note: 'N0', command: 'kubectl get replicationcontrollers', outcome: works, shows: [/^NAME +DESIRED +CURRENT +READY +AGE$/m, /^myweb-1st-app +1 +1 +1 /m] },
  { note: 'N0', command: 'kubectl expose replicationcontroller myweb-1st-app --type=LoadBalancer --name myweb-svc', outcome: works, shows: ['service/myweb-svc exposed'] },
  { note: 'N0', command: 'kubectl scale replicationcontroller myweb-1st-app --replicas=3', outcome: works, shows: ['replicationcontroller/myweb-1st-app scaled'] },
  { note: 'N0', command: 'kubectl get pots -o wide', outcome: today, shows: [`error: the server doesn't have a resource type "pots"`], code: 1, remark: 'A slip of the note: pods.' },
  { note: 'N0', command: 'kubectl get pots -o wide', typed: 'kubectl get pods -o wide', before: [wait('Ready pod -l run=myweb-1st-app')], outcome: works, shows: [/^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES$/m, /(?:^myweb-1st-app-\w{5} +1\/1 +Running +0 +\S+ +10\.244\.\d+\.\d+ +node-\d +<none> +<none>\s*){3}/m] },
  { note: 'N0', command: 'kubectl delete service myweb-svc', outcome: works, shows: ['service "myweb-svc" deleted from default namespace'], remark: 'The namespace is told since 1.34.' },
  { note: 'N0', command: 'kubectl delete replicationcontroller myweb-1st-app', outcome: works, shows: ['replicationcontroller "myweb-1st-app" deleted from default namespace'] },
];

const n1: readonly NoteCommand[] = [
  { note: 'N1', command: 'kubectl create -f pod_example.yaml', before: [podExample('nginx:1.7.9')], outcome: works, shows: ['pod/nginx created'] },
  { note: 'N1', command: 'curl 10.146.0.10:30036', typed: `curl ${NODE}:30036`, before: [wait('Ready pod/nginx'), `kubectl create service nodeport web --tcp=80 --node-port=30036`, `kubectl set selector service web app=nginx`], outcome: works, shows: ['<title>Welcome to nginx!</title>'], remark: 'The note’s address is its own node’s.' },
  { note: 'N1', command: 'cat /tmp/healthy', typed: 'kubectl exec nginx -- cat /tmp/healthy', outcome: works, shows: ['cat: /tmp/healthy: No such file or directory', 'command terminated with exit code 1'], code: 1, remark: 'The note’s probe: no such file, so the probe fails.' },
  { note: 'N1', command: 'cat /tmp/healthy', typed: `kubectl exec nginx -- sh -c 'touch /tmp/healthy; cat /tmp/healthy'`, outcome: works, shows: [] },
];

const n2: readonly NoteCommand[] = [
  absent('N2', 'gcloud config set compute/zone us-central1-b'),
  absent('N2', 'gcloud container clusters create io'),
  { note: 'N2', command: 'kubectl create deployment nginx --image=nginx:1.10.0', before: ['kubectl delete pod nginx --now', 'kubectl delete service web'], outcome: works, shows: ['deployment.apps/nginx created'] },
  { note: 'N2', command: 'kubectl get pods', before: [wait('Available deployment/nginx')], outcome: works, shows: [/^nginx-\w+-\w{5} +1\/1 +Running +0 /m] },
  { note: 'N2', command: 'kubectl expose deployment nginx --port 80 --type LoadBalancer', outcome: works, shows: ['service/nginx exposed'] },
  { note: 'N2', command: 'kubectl get services', before: ['sleep 10'], outcome: works, shows: [/^nginx +LoadBalancer +10\.96\.\d+\.\d+ +\d+\.\d+\.\d+\.\d+ +80:3\d{4}\/TCP/m] },
  { note: 'N2', command: 'curl http://[external-ip]:80', typed: `curl http://$(kubectl get service nginx -o jsonpath='{.status.loadBalancer.ingress[0].ip}'):80`, outcome: works, shows: ['<title>Welcome to nginx!</title>', '<p>If you see this page, the nginx web server is successfully installed and', '<p><em>Thank you for using nginx.</em></p>'] },
  { note: 'N2', command: 'kubectl create -f pods/monolith.yaml', outcome: works, shows: ['pod/monolith created'] },
  { note: 'N2', command: 'kubectl get pods', before: [wait('Ready pod/monolith')], outcome: works, shows: [/^monolith +1\/1 +Running +0 /m, /^nginx-\w+-\w{5} +1\/1 +Running +0 /m] },
  { note: 'N2', command: 'kubectl describe pods monolith', outcome: works, shows: [/^Name: +monolith$/m, /^IP: +10\.244\./m, /Normal +Scheduled /, /Normal +Started /] },
  { note: 'N2', command: 'kubectl port-forward [포드 이름] 10080:80', typed: 'kubectl port-forward monolith 10080:80 &', outcome: works, shows: [], remark: 'In the background here, in a second terminal in the note.' },
  { note: 'N2', command: 'curl http://127.0.0.1:10080', before: ['sleep 1'], outcome: works, shows: ['{"message":"Hello"}'] },
  { note: 'N2', command: 'curl http://127.0.0.1:10080/secure', outcome: works, shows: ['authorization failed'] },
  { note: 'N2', command: 'curl -u user curl http://127.0.0.1:10080/login', keys: [[/Enter host password for user 'user':$/, 'password\r'], [/Enter host password for user 'user':$/, 'password\r']], outcome: works, shows: ['curl: (6) Could not resolve host: curl', /"token":"ey[\w-]+\.[\w-]+\.[\w-]+"/], remark: 'The second "curl" is a slip: it is taken for a host of its own.' },
  { note: 'N2', command: `TOKEN=$(curl http://127.0.0.1:10080/login -u user|jq -r '.token')`, keys: [[/Enter host password for user 'user':$/, 'password\r']], outcome: works, shows: [] },
  { note: 'N2', command: 'curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:10080/secure', outcome: works, shows: ['{"message":"Hello"}'] },
  { note: 'N2', command: 'kubectl logs [pod 이름]', typed: 'kubectl logs monolith', outcome: works, shows: [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d Starting server\.\.\.$/m, /Health service listening on 0\.0\.0\.0:81$/m, /HTTP service listening on 0\.0\.0\.0:80$/m, /^127\.0\.0\.1:\d+ - - \[\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d UTC\] "GET \/secure HTTP\/1\.1" curl\/8/m] },
  { note: 'N2', command: 'kubectl logs -f [pod 이름]', typed: 'kubectl logs -f monolith', keys: [[/"GET \/secure HTTP\/1\.1" curl\/\S+\n$/, '\x03']], outcome: works, shows: [/Starting server\.\.\./], code: 130 },
  { note: 'N2', command: 'kubectl exec [pod 이름] --stdin --tty -c [pod이름] /bin/sh', typed: 'kubectl exec monolith --stdin --tty -c monolith /bin/sh', outcome: today, shows: ['error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead'], code: 1, remark: 'The two dashes before the command are needed since 1.31.' },
  { note: 'N2', command: 'kubectl exec [pod 이름] --stdin --tty -c [pod이름] /bin/sh', typed: 'kubectl exec monolith --stdin --tty -c monolith -- /bin/sh', keys: [[/\/ # $/, 'ping -c 3 google.com\r'], [/packet loss[\s\S]*\/ # $/, 'exit\r']], outcome: works, shows: [/^PING google\.com \(\d+\.\d+\.\d+\.\d+\): 56 data bytes$/m, /^64 bytes from \d+\.\d+\.\d+\.\d+: seq=0 ttl=\d+ time=\d+\.\d+ ms$/m, '3 packets transmitted, 3 packets received, 0% packet loss'], remark: 'With the note’s next two commands, ping and exit, typed in it. The address is the one machine that is all of Kubarium’s internet.' },
  { note: 'N2', command: 'cat pods/secure-monolith.yaml', outcome: works, shows: ['name: "secure-monolith"', 'mountPath: "/etc/nginx/conf.d"', 'path: /readiness'] },
  absent('N2', 'gcloud compute firewall-rules create allow-monolith-nodeport --allow=tcp:31000'),
  {
    note: 'N2', command: 'kubectl get pods -l "app=monolith"', outcome: works, shows: [/^monolith +1\/1 +Running /m, /^secure-monolith +2\/2 +Running /m],
    before: ['git clone -q https://github.com/googlecodelabs/orchestrate-with-kubernetes.git', 'cd orchestrate-with-kubernetes/kubernetes', 'kubectl create secret generic tls-certs --from-file tls/', 'kubectl create configmap nginx-proxy-conf --from-file nginx/proxy.conf', 'kubectl create -f pods/secure-monolith.yaml', 'kubectl create -f services/monolith.yaml', wait('Ready pod/secure-monolith')],
    remark: 'The sample repository, as the note says, with the certificates that it brings.',
  },
  { note: 'N2', command: 'kubectl get pods secure-monolith --show-labels', before: ['kubectl describe services monolith', 'kubectl label pods secure-monolith secure=enabled'], outcome: works, shows: [/^NAME +READY +STATUS +RESTARTS +AGE +LABELS$/m, /^secure-monolith +2\/2 +Running +0 +\S+ +app=monolith,secure=enabled$/m], remark: 'The note shows its output only.' },
  { note: 'N2', command: 'kubectl describe services monolith | grep Endpoints', before: ['sleep 2'], outcome: works, shows: [/^Endpoints: +10\.244\.\d+\.\d+:443$/m] },
  absent('N2', 'gcloud compute instances list'),
  { note: 'N2', command: 'curl -k https://<EXTERNAL_IP>:31000', typed: `curl -k https://${NODE}:31000`, outcome: works, shows: ['{"message":"Hello"}'], remark: 'The note only tells that it was done.' },
  { note: 'N2', command: 'kubectl create -f deployments/auth.yaml', outcome: works, shows: ['deployment.apps/auth created'] },
  { note: 'N2', command: 'kubectl create -f services/auth.yaml', outcome: works, shows: ['service/auth created'] },
  { note: 'N2', command: '위처럼 hello, frontend에 대해서도 진행합니다.', typed: 'kubectl create -f deployments/hello.yaml -f services/hello.yaml', outcome: works, shows: ['deployment.apps/hello created', 'service/hello created'] },
  { note: 'N2', command: '위처럼 hello, frontend에 대해서도 진행합니다.', typed: 'kubectl create -f deployments/frontend.yaml -f services/frontend.yaml', before: ['kubectl create configmap nginx-frontend-conf --from-file=nginx/frontend.conf'], outcome: works, shows: ['deployment.apps/frontend created', 'service/frontend created'] },
];

const n3: readonly NoteCommand[] = [
  absent('N3', 'brew install terraform'),
  absent('N3', 'brew install kubernetes-cli'),
  absent('N3', 'brew install datawire/blackbird/telepresence'),
  absent('N3', 'brew install datawire/blackbird/telepresence-arm64'),
  absent('N3', 'brew install helm'),
  absent('N3', 'kind create cluster --name cwave-cluster --config kind-3-node-clusters.yaml'),
  { note: 'N3', command: 'kubectl apply -f https://raw.githubusercontent.com/kubernetes/ingress-nginx/main/deploy/static/provider/kind/deploy.yaml', outcome: works, shows: ['namespace/ingress-nginx created', 'deployment.apps/ingress-nginx-controller created', 'ingressclass.networking.k8s.io/nginx created'], before: ['cd ~', 'kubectl label node --all ingress-ready=true'] },
  { note: 'N3', command: 'kubectl wait --namespace ingress-nginx --for=condition=ready pod --selector=app.kubernetes.io/component=controller --timeout=90s', before: ['sleep 1'], outcome: works, shows: [/^pod\/ingress-nginx-controller-\w+-\w{5} condition met$/m] },
  { note: 'N3', command: 'kubectl delete all --all', outcome: works, shows: [/^pod "monolith" deleted from default namespace$/m, /^service "kubernetes" deleted from default namespace$/m, /^deployment\.apps "hello" deleted from default namespace$/m] },
  { note: 'N3', command: 'kubectl get no', outcome: works, shows: [/^NAME +STATUS +ROLES +AGE +VERSION$/m, /^node-1 +Ready +<none> +\S+ +v1\.36\.2$/m] },
  { note: 'N3', command: 'kubectl get node', outcome: works, shows: [/^node-2 +Ready /m] },
  { note: 'N3', command: 'kubectl get nodes', outcome: works, shows: [/^node-3 +Ready /m] },
  { note: 'N3', command: 'kubectl edit no 노드이름', typed: `EDITOR='sed -i s/linux/plan9/' kubectl edit no node-1`, outcome: works, shows: ['node/node-1 edited'], remark: 'The page opens its editor; here another does the change.' },
  { note: 'N3', command: 'kubectl label no (노드이름) (Labelkey=SSD)-', typed: 'kubectl label no node-1 disktype=SSD-', outcome: today, shows: ['error: invalid label value: "disktype=SSD-": a valid label must be an empty string or consist of alphanumeric characters'], code: 1, remark: 'Only the key is named where a label is removed.' },
  { note: 'N3', command: 'kubectl label no (노드이름) (Labelkey=SSD)-', typed: 'kubectl label no node-1 disktype-', before: ['kubectl label no node-1 disktype=SSD'], outcome: works, shows: ['node/node-1 unlabeled'] },
];

const n4: readonly NoteCommand[] = [
  absent('N4', 'sudo kubeadm init'),
  absent('N4', 'sudo swapoff -a'),
  absent('N4', 'sudo sed -i `/swap/s/^\\(.*\\)$#\\1/g` /etc/fstab', `sudo sed -i '/swap/s/^/#/' /etc/fstab`),
  absent('N4', 'reboot'),
];

export const noteCommands: readonly NoteCommand[] = [...n0, ...n1, ...n2, ...n3, ...n4];
