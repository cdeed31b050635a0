// Random objects for storms: workloads of every kind, some of which cannot run well, Services, budgets, quotas and claims.
import type { Random } from '../../engine/sim/random.ts';

type Fields = Record<string, unknown>;

const probe = { httpGet: { path: '/', port: 80 } };

/** nginx that is ready by its probe, something that sleeps, something that fails, an image that is not there. */
function container(random: Random, version: number): Fields {
  const env = [{ name: 'VERSION', value: String(version) }];
  const resources = random.pick([undefined, undefined, { requests: { cpu: '50m', memory: '32Mi' } }, { requests: { cpu: '400m', memory: '256Mi' }, limits: { cpu: '400m', memory: '256Mi' } }, { requests: { cpu: '900m' } }]);
  const common = { name: 'main', env, ...(resources ? { resources } : {}) };
  switch (random.int(12)) {
    case 0:
      return { ...common, image: 'nginx:no-such-tag' };
    case 1:
      return { ...common, image: 'busybox:1.36', command: ['sh', '-c', 'sleep 7; exit 1'] };
    case 2:
    case 3:
      return { ...common, image: 'busybox:1.36', command: ['sleep', '100000'] };
    case 4:
      return { ...common, image: 'nginx:1.27', livenessProbe: { ...probe, periodSeconds: 5 }, readinessProbe: { ...probe, periodSeconds: 3 } };
    case 5:
      return { ...common, image: 'nginx:1.27', readinessProbe: { ...probe, initialDelaySeconds: 3, periodSeconds: 2 }, ports: [{ containerPort: 80, ...(random.int(2) === 0 ? { hostPort: 8080 } : {}) }] };
    default:
      return { ...common, image: random.pick(['nginx:1.25', 'nginx:1.27', 'registry.k8s.io/pause:3.10']) };
  }
}

const tolerations = (random: Random): readonly Fields[] => {
  const short = ['not-ready', 'unreachable'].map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: random.pick([5, 30]) }));
  return random.pick([[], [], short, [{ key: 'storm', operator: 'Exists' }], [...short, { key: 'storm', operator: 'Equal', value: 'a', effect: 'NoSchedule' }]]);
};

export function podSpec(random: Random, version: number, more: Fields = {}): Fields {
  const spread = { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { spread: 'yes' } } }] };
  const apart = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { tier: 'back' } } }] } } };
  const init = { initContainers: [{ name: 'init', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 1'] }] };
  return {
    terminationGracePeriodSeconds: random.pick([0, 1, 5, 30]),
    ...random.pick([{}, {}, {}, init, spread, apart, { nodeSelector: { disk: 'ssd' } }]),
    ...random.pick([{}, {}, {}, { priorityClassName: 'high' }, { priorityClassName: 'low' }]),
    tolerations: tolerations(random),
    containers: [container(random, version)],
    ...more,
  };
}

const template = (random: Random, app: string, version: number, more: Fields = {}): Fields => ({ metadata: { labels: { app, tier: random.pick(['front', 'back']) } }, spec: podSpec(random, version, more) });
const amount = (random: Random): number | string => random.pick([0, 1, 2, '25%', '50%', '100%']);

export function deployment(random: Random, name: string, namespace: string): Fields {
  const surge = amount(random);
  const strategy = random.int(4) === 0 ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: surge === 0 ? 1 : amount(random) } };
  return {
    metadata: { name, namespace },
    spec: {
      replicas: random.int(6), strategy, selector: { matchLabels: { app: name } }, template: template(random, name, 1),
      minReadySeconds: random.pick([0, 0, 3]), progressDeadlineSeconds: random.pick([20, 600]), revisionHistoryLimit: random.pick([0, 2, 10]),
    },
  };
}

export function replicaSet(random: Random, name: string, namespace: string): Fields {
  return { metadata: { name, namespace }, spec: { replicas: random.int(5), selector: { matchLabels: { app: name } }, template: template(random, name, 1) } };
}

export function statefulSet(random: Random, name: string, namespace: string): Fields {
  const claims = random.int(3) === 0 ? [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] : [];
  return {
    metadata: { name, namespace },
    spec: {
      replicas: random.int(5), serviceName: name, podManagementPolicy: random.pick(['OrderedReady', 'Parallel']), selector: { matchLabels: { app: name } }, template: template(random, name, 1),
      updateStrategy: random.pick([{ type: 'RollingUpdate' }, { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }, { type: 'OnDelete' }]),
      ...(claims.length > 0 ? { volumeClaimTemplates: claims, persistentVolumeClaimRetentionPolicy: { whenDeleted: random.pick(['Delete', 'Retain']), whenScaled: random.pick(['Delete', 'Retain']) } } : {}),
    },
  };
}

export function daemonSet(random: Random, name: string, namespace: string): Fields {
  const updateStrategy = random.pick([{ type: 'RollingUpdate' }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, { type: 'OnDelete' }]);
  return { metadata: { name, namespace }, spec: { selector: { matchLabels: { app: name } }, template: template(random, name, 1), updateStrategy, minReadySeconds: random.pick([0, 2]) } };
}

const work = (random: Random): Fields => {
  const command = random.pick(['sleep 2', 'sleep 5; exit 1', 'sleep 20', 'exit 0', 'sleep 1000']);
  return { restartPolicy: random.pick(['Never', 'OnFailure']), terminationGracePeriodSeconds: 1, containers: [{ name: 'work', image: 'busybox:1.36', command: ['sh', '-c', command] }] };
};

function jobSpec(random: Random): Fields {
  return {
    parallelism: random.int(4), completions: 1 + random.int(4), backoffLimit: random.pick([0, 2, 6]), completionMode: random.pick(['NonIndexed', 'Indexed']),
    ...random.pick([{}, { activeDeadlineSeconds: 30 }, { ttlSecondsAfterFinished: 10 }, { suspend: true }]),
    template: { spec: work(random) },
  };
}

export const job = (random: Random, name: string, namespace: string): Fields => ({ metadata: { name, namespace }, spec: jobSpec(random) });

export const cronJob = (random: Random, name: string, namespace: string): Fields => ({
  metadata: { name, namespace },
  spec: {
    schedule: '* * * * *', concurrencyPolicy: random.pick(['Allow', 'Forbid', 'Replace']), successfulJobsHistoryLimit: random.pick([0, 1, 3]), failedJobsHistoryLimit: random.pick([0, 1]),
    jobTemplate: { spec: jobSpec(random) },
  },
});

export const pod = (random: Random, name: string, namespace: string): Fields => ({ metadata: { name, namespace, labels: { app: name } }, spec: podSpec(random, 1, { restartPolicy: random.pick(['Always', 'OnFailure', 'Never']) }) });

export function service(random: Random, name: string, namespace: string, selector: Fields): Fields {
  const spec = random.pick<Fields>([{}, {}, { type: 'NodePort' }, { type: 'LoadBalancer' }, { clusterIP: 'None' }, { publishNotReadyAddresses: true }]);
  return { metadata: { name, namespace }, spec: { selector, ports: [{ port: 80 }], ...spec } };
}

export const budget = (random: Random, name: string, namespace: string, app: string): Fields => ({
  metadata: { name, namespace },
  spec: { selector: { matchLabels: { app } }, ...random.pick<Fields>([{ minAvailable: 1 }, { minAvailable: '50%' }, { maxUnavailable: 1 }]) },
});

export const quota = (random: Random, name: string, namespace: string): Fields => ({
  metadata: { name, namespace },
  spec: { hard: random.pick<Fields>([{ pods: String(3 + random.int(10)) }, { pods: '20', services: '3', 'count/deployments.apps': '4' }, { configmaps: '5', persistentvolumeclaims: '2', 'requests.storage': '3Gi' }]) },
});

export const claim = (name: string, namespace: string): Fields => ({ metadata: { name, namespace }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } });
