// What the workstation says of commands that it does not have: what there is instead, or what was probably meant.
import { editDistance } from '../base/edit-distance.ts';
import { workstationNames } from '../machine/commands/workstation-names.ts';

const containers = 'containers are run by the cluster here: kubectl run NAME --image=IMAGE';
const clusters = 'the cluster is there already: kubectl get nodes';
const clouds = 'there is no cloud behind this sandbox; Services of type LoadBalancer get an address all the same';
const packages = 'nothing can be installed here; `help` lists what there is';
const interpreters = 'a language\'s interpreter is not on this machine; the shell, awk, jq and yq are';
const services = 'the services of nodes are not simulated; `chaos list` shows what can be stopped';

/** By name: what is not simulated, and what does its work. */
const instead: Readonly<Record<string, string>> = {
  docker: containers, podman: containers, nerdctl: containers, crictl: `${containers}; kubectl get pods -o wide shows what runs on which node`, ctr: containers, buildah: containers,
  'docker-compose': 'kubectl apply -f takes manifests; Compose files are not simulated',
  kind: clusters, minikube: clusters, kubeadm: clusters, k3s: clusters, k3d: clusters, kubelet: clusters, microk8s: clusters,
  gcloud: clouds, aws: clouds, az: clouds, eksctl: clouds, doctl: clouds, terraform: clouds, pulumi: clouds, ansible: clouds,
  helm: 'charts are not simulated; kubectl apply -f FILE and kubectl apply -k FOLDER install manifests', helmfile: 'charts are not simulated; kubectl apply -k FOLDER installs manifests',
  kustomize: 'kubectl kustomize FOLDER does the same', kubectx: 'kubectl config get-contexts and kubectl config use-context NAME do the same', kubens: 'kubectl config set-context --current --namespace=NAME does the same',
  k9s: 'the page has its keys: press : for kinds and ? for help', stern: 'kubectl logs -f -l LABEL --prefix does the same', etcdctl: 'etcd is not reached from here; kubectl get --raw and -o yaml show what it keeps', istioctl: 'meshes are not simulated', argocd: 'it is not simulated',
  apt: packages, 'apt-get': packages, yum: packages, dnf: packages, apk: packages, brew: packages, snap: packages, pip: packages, pip3: packages, npm: packages,
  python: interpreters, python3: interpreters, node: interpreters, perl: interpreters, ruby: interpreters, java: interpreters, go: interpreters, php: interpreters,
  sudo: 'it is not needed: type the command alone', su: 'it is not needed: type the command alone', doas: 'it is not needed: type the command alone',
  systemctl: services, service: services, journalctl: `${services}; kubectl logs shows what containers write`,
  htop: 'top shows processes, kubectl top Pods and nodes', btop: 'top shows processes, kubectl top Pods and nodes', scp: 'kubectl cp copies from and to containers', rsync: 'kubectl cp copies from and to containers', sftp: 'kubectl cp copies from and to containers',
  telnet: 'nc HOST PORT does the same', nmap: 'nc -zv HOST PORT tries a port', traceroute: 'curl -v shows each step of a request here', ifconfig: 'ip addr does the same', route: 'ip route does the same', iptables: 'the rules of Services are data here: curl -v shows which one was taken', http: 'curl does the same',
  emacs: 'vi and nano open the page\'s editor', code: 'vi and nano open the page\'s editor', ed: 'vi and nano open the page\'s editor', nvim: 'vi and nano open the page\'s editor', micro: 'vi and nano open the page\'s editor',
  tmux: 'the terminal has tabs and a split of its own', screen: 'the terminal has tabs and a split of its own', zsh: 'the shell is bash', fish: 'the shell is bash',
  bat: 'cat does the same', rg: 'grep -r does the same', fd: 'find does the same', zip: 'compressed files are not simulated', unzip: 'compressed files are not simulated',
};

const builtins = ['alias', 'cd', 'echo', 'eval', 'exec', 'exit', 'export', 'history', 'jobs', 'kill', 'logout', 'printf', 'read', 'set', 'source', 'test', 'type', 'unalias', 'unset', 'wait'];
const known: readonly string[] = [...new Set(['kubectl', 'chaos', 'bash', ...builtins, ...workstationNames])].filter((name) => name.length > 1);

/** A line for who typed a command that is not there; undefined where nothing better is known. */
export function absentCommand(name: string): string | undefined {
  const words = Object.hasOwn(instead, name) ? instead[name] : undefined;
  if (words !== undefined) return `${name} is not simulated in Kubarium: ${words}`;
  const close = known.filter((one) => editDistance(name, one) <= (name.length > 5 ? 2 : 1));
  if (close.length === 0 || close.length > 4 || name.length < 3) return undefined;
  return `did you mean: ${close.join(', ')}`;
}
