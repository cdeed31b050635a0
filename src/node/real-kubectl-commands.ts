// What a real kubectl is made to do against `serve`, in turn, and what it must say: a shell line, its output, its exit code where not 0.

export type Line = readonly [command: string, output: RegExp, code?: number];

const deployment = (image: string): string => `cat >web.yaml <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: '${image}', ports: [{containerPort: 80}]}]}
EOF
`;

export const workloads: readonly Line[] = [
  [`${deployment('nginx:1.25')}kubectl apply -f web.yaml`, /^deployment.apps\/web created\n$/],
  ['kubectl rollout status deployment/web --timeout=20s', /successfully rolled out\n$/],
  ['kubectl apply -f web.yaml', /^deployment.apps\/web unchanged\n$/],
  ['kubectl get deployments', /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 /],
  ['kubectl get deploy web -o wide', /SELECTOR\n.*nginx +nginx:1.25 +app=web/],
  ['kubectl get pods -l app=web -o name', /^(pod\/web-\S+\n){2}$/],
  ['kubectl get rs,deploy --show-labels', /replicaset.apps\/web-[\s\S]*deployment.apps\/web/],
  ['kubectl get all', /pod\/web-[\s\S]*deployment.apps\/web[\s\S]*replicaset.apps\/web/],
  ["kubectl get pods -l app=web -o jsonpath='{.items[*].spec.containers[*].name}'", /^nginx nginx$/],
  ["kubectl get pods -l app=web --sort-by=.metadata.name -o custom-columns=N:.metadata.name,I:.spec.containers[0].image", /^N +I\nweb-\S+ +nginx:1.25\n/],
  ["kubectl get deploy web -o go-template='{{.spec.replicas}}'", /^2$/],
  ['kubectl describe deployment web', /Replicas: +2 desired \| 2 updated \| 2 total \| 2 available[\s\S]*ScalingReplicaSet/],
  [`${deployment('nginx:1.26')}kubectl diff -f web.yaml`, /-.*image: nginx:1.25\n\+.*image: nginx:1.26\n/, 1],
  ['kubectl scale deployment/web --replicas=3', /^deployment.apps\/web scaled\n$/],
  ['kubectl autoscale deployment web --min=2 --max=5', /^horizontalpodautoscaler.autoscaling\/web autoscaled\n$/],
  ['kubectl get hpa', /web +Deployment\/web/],
  ['kubectl delete hpa web', /"web" deleted/],
  ['kubectl set image deployment/web nginx=nginx:1.26', /image updated\n$/],
  ['kubectl set env deployment/web A=b', /env updated\n$/],
  ['kubectl set resources deployment/web --limits=memory=64Mi --requests=cpu=1m', /resource requirements updated\n$/],
  ['kubectl annotate deployment/web kubernetes.io/change-cause=settings', /annotated?\n$/],
  ['kubectl rollout status deployment/web --timeout=20s', /successfully rolled out\n$/],
  ['kubectl rollout history deployment/web', /REVISION +CHANGE-CAUSE\n1 +<none>\n/],
  ['kubectl rollout undo deployment/web --to-revision=1', /rolled back\n$/],
  ['kubectl rollout pause deployment/web', /paused\n$/],
  ['kubectl rollout resume deployment/web', /resumed\n$/],
  ['kubectl rollout restart deployment/web', /restarted\n$/],
  ['kubectl rollout status deployment/web --timeout=20s', /successfully rolled out\n$/],
  [`kubectl patch deployment web -p '{"spec":{"minReadySeconds":1}}'`, /patched\n$/],
  [`kubectl patch deployment web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":1}]'`, /patched\n$/],
  [`kubectl patch deployment web --type=merge --subresource=scale -p '{"spec":{"replicas":2}}'`, /patched\n$/],
  ['KUBE_EDITOR="sed -i s/minReadySeconds:.1/minReadySeconds:\\ 2/" kubectl edit deployment web', /edited\n$/],
  ['KUBE_EDITOR=true kubectl edit deployment web', /no changes made/],
  ['kubectl apply --server-side --force-conflicts -f web.yaml', /serverside-applied\n$/],
  ['kubectl delete deployment web --wait=false', /deployment.apps "web" deleted/],
];

export const objects: readonly Line[] = [
  ['kubectl create configmap settings --from-literal=a=1 --from-literal=b=2', /^configmap\/settings created\n$/],
  ['kubectl create configmap settings', /^error: failed to create configmap: configmaps "settings" already exists\n$/, 1],
  ['kubectl create secret generic login --from-literal=password=x', /created\n$/],
  ['kubectl create serviceaccount bot', /created\n$/],
  ['kubectl create token bot', /^[\w-]+\.[\w-]+\.[\w-]+\n?$/],
  ['kubectl create role reader --verb=get,list --resource=pods', /created\n$/],
  ['kubectl create rolebinding reader --role=reader --user=jane', /created\n$/],
  ['kubectl auth can-i list pods --as=jane', /^yes\n$/],
  ['kubectl auth can-i delete pods --as=jane', /^no\n$/, 1],
  ['kubectl get secrets --as=jane', /^Error from server \(Forbidden\): secrets is forbidden: User "jane" cannot list resource "secrets"/, 1],
  ['kubectl create job once --image=busybox:1.36 -- echo done', /^job.batch\/once created\n$/],
  ['kubectl wait --for=condition=complete job/once --timeout=20s', /condition met\n$/],
  ['kubectl logs job/once', /^done\n$/],
  ['kubectl create cronjob tick --image=busybox:1.36 --schedule="*/5 * * * *" -- date', /created\n$/],
  ['kubectl create job now --from=cronjob/tick', /created\n$/],
  ['kubectl create quota little --hard=configmaps=9', /created\n$/],
  ['kubectl describe quota little', /configmaps +2 +9/],
  ['kubectl label configmap settings tier=front', /labeled\n$/],
  ['kubectl label configmap settings tier=back', /'tier' already has a value \(front\), and --overwrite is false/, 1],
  ['kubectl label configmap settings tier-', /unlabeled\n$/],
  ['kubectl get configmap settings -o yaml | sed "s/a: .1./a: nine/" | kubectl replace -f -', /replaced\n$/],
  ["printf 'apiVersion: v1\\nkind: List\\nitems:\\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l1, labels: {x: z}}}\\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l2, labels: {x: z}}}\\n' >list.yaml; kubectl apply -f list.yaml", /^configmap\/l1 created\nconfigmap\/l2 created\n$/],
  ['kubectl delete configmap -l x=z', /"l1" deleted[\s\S]*"l2" deleted/],
  ['kubectl get configmap nope', /^Error from server \(NotFound\): configmaps "nope" not found\n$/, 1],
  ["printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: bad}\\nspec: {containers: [{name: c, imagee: x}]}\\n' | kubectl apply -f -", /strict decoding error: unknown field "spec.containers\[0\].imagee"/, 1],
  ['kubectl top pods', /Metrics API not available/, 1],
  ['kubectl explain deployment.spec.replicas', /replicas/],
  ['kubectl api-resources --api-group=apps', /deployments +deploy +apps\/v1 +true +Deployment/],
  ['kubectl api-versions', /\nbatch\/v1\n[\s\S]*\nv1\n$/],
  ['kubectl cluster-info', /Kubernetes control plane/],
  ['kubectl version -o json', /"gitVersion": "v1.36.2"/],
  ['kubectl get --raw /readyz', /^ok$/],
  ['kubectl events --types=Normal', /Completed|SuccessfulCreate/],
];

export const nodes: readonly Line[] = [
  ['kubectl get nodes', /node-1 +Ready/],
  ['kubectl describe node node-2', /Allocated resources:/],
  ['kubectl taint nodes node-2 only=mine:NoSchedule', /tainted\n$/],
  ['kubectl taint nodes node-2 only-', /untainted\n$/],
  ['kubectl cordon node-2', /^node\/node-2 cordoned\n$/],
  ['kubectl drain node-2 --ignore-daemonsets --force --delete-emptydir-data --timeout=20s', /node\/node-2 drained\n/],
  ['kubectl uncordon node-2', /uncordoned\n$/],
];

export const pods: readonly Line[] = [
  ['kubectl run one --image=nginx:1.25 --port=80 --labels=app=one', /^pod\/one created\n$/],
  ['kubectl wait --for=condition=Ready pod/one --timeout=20s', /^pod\/one condition met\n$/],
  ['kubectl expose pod one --port=80 --target-port=80', /^service\/one exposed\n$/],
  ['kubectl get endpoints one', /one +10\./],
  ['kubectl logs one --tail=2', /start worker process/],
  ["kubectl exec one -- sh -c 'echo out; exit 3'", /^out\ncommand terminated with exit code 3\n$/, 3],
  ['echo "piped ✓" | kubectl exec -i one -- cat', /^piped ✓\n$/],
  ['kubectl exec one -- nosuch', /executable file not found in \$PATH/, 1],
  ['mkdir -p box/in; echo a >box/x; echo "ü ✓" >box/in/y; kubectl cp box one:/tmp/box && kubectl exec one -- cat /tmp/box/x /tmp/box/in/y', /^a\nü ✓\n$/],
  ['kubectl cp one:/tmp/box back && cat back/in/y', /ü ✓\n$/],
  ['kubectl attach one --pod-running-timeout=1s & sleep 0.6; kill $!', /If you don't see a command prompt/],
  ['echo "a line" | kubectl run -i --rm --restart=Never shell --image=busybox:1.36 -- sed s/a/one/', /one line\n[\s\S]*"shell" deleted/],
  ["kubectl run two --image=busybox:1.36 --restart=Never -- sh -c 'echo a; sleep 20; echo b'", /created\n$/],
  ["until kubectl get pod two | grep -Eq 'Running|Completed'; do sleep 0.1; done; kubectl logs -f two", /a\nb\n$/],
  ['kubectl debug one -q --image=busybox:1.36 --target=one -- true', /^$|--profile=legacy is deprecated/],
  ['kubectl describe pod one', /Started +.*kubelet/],
  ['kubectl delete pod one two --now', /"one"[^\n]* deleted[\s\S]*"two"[^\n]* deleted/],
];
