// The scheduler's configuration: profiles by scheduler name, each with its plugins, their weights and the strategy of NodeResourcesFit (pkg/scheduler/apis/config KubeSchedulerConfiguration v1, profile/profile.go).
import { type Json, type JsonObject, isObject } from '../base/json.ts';
import type { Plugin, WeightedPlugin } from './framework.ts';
import { fitByStrategy, type ScoringStrategy } from './plugins/node-resources-fit.ts';
import { plugins as defaults } from './plugins/table.ts';

export const DEFAULT_NAME = 'default-scheduler';

export interface Profile {
  readonly name: string;
  readonly plugins: readonly WeightedPlugin[];
}

export interface Configuration {
  readonly profiles: readonly Profile[];
  /** 0: adapted to the size of the cluster. */
  readonly percentageOfNodesToScore: number;
}

/** Thrown with kube-scheduler's words for a configuration that it does not start with. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const POINTS = ['multiPoint', 'preEnqueue', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit', 'preBind', 'bind', 'postBind'] as const;
/** Plugins of the real scheduler that are part of something else here, or have nothing to do. */
const ELSEWHERE = new Set(['PrioritySort', 'DefaultPreemption', 'DefaultBinder', 'NodeVolumeLimits', 'NodeDeclaredFeatures', 'GangScheduling']);

export function configurationOf(config: Json | undefined): Configuration {
  if (config === undefined) return { profiles: [{ name: DEFAULT_NAME, plugins: defaults }], percentageOfNodesToScore: 0 };
  if (!isObject(config) || config['kind'] !== 'KubeSchedulerConfiguration' || config['apiVersion'] !== 'kubescheduler.config.k8s.io/v1') {
    throw new ConfigurationError(`no kind ${JSON.stringify(isObject(config) ? (config['kind'] ?? '') : '')} is registered for version ${JSON.stringify(isObject(config) ? (config['apiVersion'] ?? '') : '')} in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"`);
  }
  const list = objects(config['profiles']);
  const profiles = (list.length > 0 ? list : [{}]).map((profile, i) => profileOf(profile, `profiles[${i}]`));
  const names = new Set<string>();
  for (const [i, { name }] of profiles.entries()) {
    if (names.has(name)) throw new ConfigurationError(`profiles[${i}].schedulerName: Duplicate value: ${JSON.stringify(name)}`);
    names.add(name);
  }
  const percentage = Number(config['percentageOfNodesToScore'] ?? 0);
  if (percentage < 0 || percentage > 100) throw new ConfigurationError(`percentageOfNodesToScore: Invalid value: ${percentage}: not in valid range [0-100]`);
  return { profiles, percentageOfNodesToScore: percentage };
}

const objects = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

function profileOf(profile: JsonObject, path: string): Profile {
  const name = String(profile['schedulerName'] ?? DEFAULT_NAME);
  if (name === '') throw new ConfigurationError(`${path}.schedulerName: Required value`);
  const strategy = strategyOf(objects(profile['pluginConfig']).find((entry) => entry['name'] === 'NodeResourcesFit'), path);
  let plugins: readonly WeightedPlugin[] = defaults.map(({ plugin, weight }) => ({ plugin: strategy && plugin.name === 'NodeResourcesFit' ? fitByStrategy(strategy) : plugin, weight }));
  const given = isObject(profile['plugins']) ? profile['plugins'] : {};
  for (const point of POINTS) {
    const set = given[point];
    if (isObject(set)) plugins = withSet(plugins, point, set);
  }
  return { name, plugins };
}

/** Disabled first, then enabled: one that is named in both has the new weight. */
function withSet(plugins: readonly WeightedPlugin[], point: (typeof POINTS)[number], set: JsonObject): readonly WeightedPlugin[] {
  const disabled = objects(set['disabled']).map((entry) => String(entry['name'] ?? ''));
  const enabled = objects(set['enabled']).map((entry) => ({ name: String(entry['name'] ?? ''), weight: Number(entry['weight'] ?? 0) }));
  for (const { name } of enabled) if (!ELSEWHERE.has(name) && !defaults.some(({ plugin }) => plugin.name === name)) throw new ConfigurationError(`initializing profiles: creating profile for scheduler name: ${point}Plugin ${JSON.stringify(name)} does not exist`);
  return plugins.flatMap(({ plugin, weight }): readonly WeightedPlugin[] => {
    const wanted = enabled.find(({ name }) => name === plugin.name);
    const off = !wanted && (disabled.includes('*') || disabled.includes(plugin.name));
    if (off) {
      const rest = without(plugin, point);
      return rest ? [{ plugin: rest, weight: point === 'score' ? 0 : weight }] : [];
    }
    return [{ plugin, weight: wanted && wanted.weight > 0 ? wanted.weight : weight }];
  });
}

/** What is left of a plugin without an extension point; nothing without all. */
function without(plugin: Plugin, point: (typeof POINTS)[number]): Plugin | undefined {
  if (point === 'multiPoint') return undefined;
  const { filter, score, gate, reserve, ...rest } = plugin;
  return {
    ...rest,
    ...(gate && point !== 'preEnqueue' ? { gate } : {}),
    ...(filter && point !== 'filter' ? { filter } : {}),
    ...(score && point !== 'score' ? { score } : {}),
    ...(reserve && point !== 'reserve' ? { reserve } : {}),
  };
}

function strategyOf(entry: JsonObject | undefined, path: string): ScoringStrategy | undefined {
  const args = entry && isObject(entry['args']) ? entry['args'] : {};
  const given = isObject(args['scoringStrategy']) ? args['scoringStrategy'] : undefined;
  if (!given) return undefined;
  const type = String(given['type'] ?? 'LeastAllocated');
  if (type !== 'LeastAllocated' && type !== 'MostAllocated' && type !== 'RequestedToCapacityRatio') {
    throw new ConfigurationError(`${path}.pluginConfig.args.scoringStrategy.type: Unsupported value: ${JSON.stringify(type)}: supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"`);
  }
  const list = objects(given['resources']).map((resource) => ({ name: String(resource['name'] ?? ''), weight: Number(resource['weight'] ?? 1) }));
  const ratio = isObject(given['requestedToCapacityRatio']) ? given['requestedToCapacityRatio'] : {};
  const shape = objects(ratio['shape']).map((point) => ({ utilization: Number(point['utilization'] ?? 0), score: Number(point['score'] ?? 0) }));
  if (type === 'RequestedToCapacityRatio' && shape.length === 0) throw new ConfigurationError(`${path}.pluginConfig.args.scoringStrategy.requestedToCapacityRatio.shape: Required value: at least one point must be specified`);
  return { type, resources: list.length > 0 ? list : [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }], shape };
}
