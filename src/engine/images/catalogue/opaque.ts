// Widely used images whose inside is not simulated: they pull, say so in one line, and run until they are told to stop.
import type { Program } from '../../machine/process.ts';
import { stopSignal } from '../daemon.ts';
import type { Repository } from '../repository.ts';
import { userland } from '../userland.ts';

export const notSimulated = 'Kubarium: the inside of this image is not simulated; the container only runs\n';

const run: Program = function* (process) {
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
  yield* process.stdout.write(notSimulated);
  yield* stop.wait();
  return 0;
};

/** What people call by name in `command`; in these images each of them only runs. */
const commands = 'node npm yarn go java ruby rails php rabbitmq-server memcached fluentd fluent-bit prometheus haproxy traefik caddy catalina.sh apache2-foreground docker-entrypoint.sh etcd coredns kube-proxy kube-apiserver kube-scheduler kube-controller-manager metrics-server consul vault';
const programs: Readonly<Record<string, Program>> = Object.fromEntries(commands.split(' ').map((name) => [`/usr/local/bin/${name}`, run]));

/** By name: size in MiB. */
const official: Readonly<Record<string, number>> = {
  rabbitmq: 100, memcached: 32, node: 390, golang: 300, openjdk: 240, 'eclipse-temurin': 250, ruby: 340, php: 180, tomcat: 200, wordpress: 240, ghost: 230, nextcloud: 420, elasticsearch: 600, kibana: 550, logstash: 500,
  cassandra: 180, couchdb: 110, influxdb: 150, neo4j: 300, solr: 290, zookeeper: 130, kafka: 400, haproxy: 50, traefik: 50, consul: 70, vault: 150, registry: 10, docker: 130, jenkins: 300, sonarqube: 400, drupal: 200, joomla: 200,
  rust: 600, gcc: 500, maven: 280, gradle: 350, swift: 700, erlang: 500, elixir: 500, telegraf: 150, chronograf: 60, caddy: 20, adminer: 90, phpmyadmin: 180, 'hello-world': 0.01,
};
const others: Readonly<Record<string, number>> = {
  'docker.io/hazelcast/hazelcast': 220, 'docker.io/fluent/fluentd': 60, 'docker.io/fluent/fluentd-kubernetes-daemonset': 120, 'quay.io/fluentd_elasticsearch/fluentd': 110, 'gcr.io/fluentd-elasticsearch/fluentd': 110,
  'docker.io/prom/prometheus': 100, 'docker.io/prom/node-exporter': 12, 'docker.io/prom/alertmanager': 30, 'quay.io/prometheus/node-exporter': 12, 'quay.io/prometheus/prometheus': 100, 'docker.io/grafana/grafana': 120, 'docker.io/grafana/loki': 30, 'docker.io/jaegertracing/all-in-one': 30,
  'docker.io/bitnami/nginx': 40, 'docker.io/bitnami/redis': 50, 'docker.io/bitnami/postgresql': 90, 'docker.io/bitnami/mysql': 130, 'docker.io/bitnami/kafka': 200, 'docker.io/bitnami/mongodb': 150, 'docker.io/bitnami/kubectl': 60,
  'docker.io/istio/proxyv2': 100, 'docker.io/istio/pilot': 70, 'docker.io/envoyproxy/envoy': 60, 'docker.io/calico/node': 110, 'docker.io/calico/cni': 80, 'docker.io/calico/kube-controllers': 35, 'docker.io/flannel/flannel': 30, 'ghcr.io/flannel-io/flannel': 30, 'quay.io/cilium/cilium': 200,
  'quay.io/jetstack/cert-manager-controller': 20, 'quay.io/argoproj/argocd': 150, 'quay.io/keycloak/keycloak': 200, 'quay.io/minio/minio': 60, 'docker.io/minio/minio': 60, 'docker.io/portainer/portainer-ce': 80, 'docker.io/kubernetesui/metrics-scraper': 20,
  'docker.io/rancher/local-path-provisioner': 18, 'docker.io/kindest/node': 380, 'docker.io/jenkins/jenkins': 300, 'docker.io/openzipkin/zipkin': 90, 'docker.io/dapr/daprd': 100, 'ghcr.io/stefanprodan/podinfo': 15, 'docker.io/stefanprodan/podinfo': 15,
  'registry.k8s.io/kube-apiserver': 30, 'registry.k8s.io/kube-controller-manager': 28, 'registry.k8s.io/kube-scheduler': 20,
  'registry.k8s.io/kube-state-metrics/kube-state-metrics': 14, 'registry.k8s.io/git-sync/git-sync': 30, 'registry.k8s.io/sig-storage/csi-provisioner': 25, 'registry.k8s.io/sig-storage/nfs-provisioner': 60,
  'registry.k8s.io/nginx-slim': 30, 'k8s.gcr.io/nginx-slim': 30, 'gcr.io/google-samples/gb-frontend': 150, 'gcr.io/google-samples/gb-redis-follower': 40, 'us-docker.pkg.dev/google-samples/containers/gke/gb-frontend': 150, 'gcr.io/google-samples/xtrabackup': 100, 'gcr.io/google-samples/cassandra': 150, 'registry.k8s.io/kubernetes-zookeeper': 120,
};

const sizes: Readonly<Record<string, number>> = { ...Object.fromEntries(Object.entries(official).map(([name, size]) => [`docker.io/library/${name}`, size])), ...others };
const helloWorld = 'docker.io/library/hello-world';

/** Tags that look like releases exist; there is no list of them here. */
const plausible = /^(?:latest|stable|edge|main|master|alpine|slim|lts|current|mainline|v?\d+(?:\.\d+){0,3}(?:[-.][\w.]+)*|[a-z]+-?\d+(?:\.\d+)*(?:-[\w.]+)*|(?:lts|latest|stable|current)-[\w.]+)$/;

const hello: Program = function* (process) {
  yield* process.stdout.write(
    '\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\nTo generate this message, Docker took the following steps:\n 1. The Docker client contacted the Docker daemon.\n 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.\n    (amd64)\n 3. The Docker daemon created a new container from that image which runs the\n    executable that produces the output you are currently reading.\n 4. The Docker daemon streamed that output to the Docker client, which sent it\n    to your terminal.\n\n',
  );
  return 0;
};

export const opaque: readonly Repository[] = Object.entries(sizes).map(([name, sizeMiB]) => ({
  names: [name],
  image(tag) {
    if (!plausible.test(tag)) return undefined;
    if (name === helloWorld) return { sizeMiB, cmd: ['/hello'], programs: { '/hello': hello } };
    return { sizeMiB, entrypoint: ['/kubarium-not-simulated'], programs: { ...userland(tag.includes('alpine') ? 'alpine' : 'debian'), ...programs, '/kubarium-not-simulated': run } };
  },
}));
