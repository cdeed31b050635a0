// Every repository of the sandbox's registries.
import type { Repository } from '../repository.ts';
import { clusterAddons } from './cluster-addons.ts';
import { dashboardRepository } from './dashboard.ts';
import { databases } from './databases.ts';
import { distributionRepositories } from './distributions.ts';
import { echoServers } from './echo-servers.ts';
import { toolImages } from './git.ts';
import { fluentBitRepository } from './fluent-bit.ts';
import { httpdRepository } from './httpd.ts';
import { ingressRepositories } from './ingress.ts';
import { kelseyhightower } from './kelseyhightower.ts';
import { kubernetesRepositories } from './kubernetes.ts';
import { metricsServerRepositories } from './metrics-server.ts';
import { networkTools } from './network-tools.ts';
import { mongo } from './mongo.ts';
import { nfsServers } from './nfs.ts';
import { nginx } from './nginx.ts';
import { opaque } from './opaque.ts';
import { perlRepository } from './perl.ts';
import { pythonRepository } from './python.ts';
import { redis } from './redis.ts';
import { stressRepositories } from './stress.ts';

export const repositories: readonly Repository[] = [
  nginx, httpdRepository, redis, pythonRepository, perlRepository, ...distributionRepositories, ...kelseyhightower, ...kubernetesRepositories, ...clusterAddons, ...ingressRepositories, ...echoServers, ...networkTools, ...toolImages, ...nfsServers, mongo, dashboardRepository, ...databases, ...stressRepositories, ...metricsServerRepositories, fluentBitRepository, ...opaque,
];
