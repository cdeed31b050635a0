// The flags of `kubarium serve`, checked, and what they start.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import type { Json } from '../engine/base/json.ts';
import { parseCidr } from '../engine/kube/ip.ts';
import { parseYaml } from '../engine/kube/yaml.ts';
import { configurationOf } from '../engine/scheduler/profiles.ts';
import type { PaceName } from '../engine/sim/pace.ts';
import { auditOptions } from '../engine/world/audit.ts';
import { createWorld, type WorldOptions } from '../engine/world/world.ts';
import { serve } from './serve.ts';

const flags = {
  port: { type: 'string', default: '8001' },
  nodes: { type: 'string', default: '3' },
  seed: { type: 'string', default: '1' },
  speed: { type: 'string', default: '1' },
  pace: { type: 'string', default: 'real' },
  runtime: { type: 'string', default: 'simulated' },
  kubeconfig: { type: 'string' },
  without: { type: 'string', default: '' },
  'disable-admission-plugins': { type: 'string', default: '' },
  'service-cluster-ip-range': { type: 'string' },
  'authorization-mode': { type: 'string', default: 'Node,RBAC' },
  'allocate-node-cidrs': { type: 'string', default: 'true' },
  'scheduler-config': { type: 'string' },
  'audit-policy-file': { type: 'string' },
  'audit-log-path': { type: 'string' },
  cloud: { type: 'boolean', default: false },
  auth: { type: 'boolean', default: false },
  'node-cpu': { type: 'string', default: '4' },
  'node-memory': { type: 'string', default: '8Gi' },
  'node-pods': { type: 'string', default: '110' },
} as const;

const parts = ['scheduler', 'controller-manager', 'kubelets', 'cloud', 'addons'] as const;
const authorizers = ['Node', 'RBAC', 'AlwaysAllow'] as const;
const list = (text: string): string[] => text.split(',').map((item) => item.trim()).filter((item) => item !== '');

/** The options, or what is wrong with the flags, all of it. */
export function optionsOf(args: readonly string[]): { world: WorldOptions; port: number; speed: number; kubeconfig: string | undefined; auth: boolean } | string[] {
  let values: ReturnType<typeof parseArgs<{ options: typeof flags }>>['values'];
  try {
    values = parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    return [(error as Error).message];
  }
  const errors: string[] = [];
  const number = (name: 'port' | 'nodes' | 'seed' | 'speed' | 'node-pods', ok: (n: number) => boolean): number => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || !ok(value)) errors.push(`--${name} ${values[name]}: not a sensible number`);
    return value;
  };
  const oneOf = <T extends string>(name: 'pace' | 'runtime' | 'allocate-node-cidrs', allowed: readonly T[]): T => {
    if (!allowed.includes(values[name] as T)) errors.push(`--${name} ${values[name]}: must be ${allowed.join(' or ')}`);
    return values[name] as T;
  };
  const without = [...list(values.without), ...(values.cloud ? [] : ['cloud'])];
  for (const part of without) if (!(parts as readonly string[]).includes(part)) errors.push(`--without ${part}: must be of ${parts.join(', ')}`);
  const modes = list(values['authorization-mode']);
  for (const mode of modes) if (!(authorizers as readonly string[]).includes(mode)) errors.push(`--authorization-mode ${mode}: must be of ${authorizers.join(', ')}`);
  const serviceCidr = serviceCidrOf(values['service-cluster-ip-range'], without, errors);
  const world: WorldOptions = {
    seed: number('seed', () => true),
    startMs: Date.now(),
    pace: oneOf<PaceName>('pace', ['real', 'fast']),
    runtime: oneOf('runtime', ['simulated', 'hollow']),
    addons: !list(values.without).includes('addons'),
    nodes: number('nodes', (n) => Number.isInteger(n) && n >= 0 && n <= 5000),
    node: { cpu: values['node-cpu'], memory: values['node-memory'], pods: number('node-pods', (n) => n > 0) },
    without: without as NonNullable<WorldOptions['without']>,
    disabledAdmissionPlugins: list(values['disable-admission-plugins']),
    alwaysAllow: modes.includes('AlwaysAllow'),
    disabledControllers: oneOf('allocate-node-cidrs', ['true', 'false']) === 'true' ? [] : ['node-ipam-controller'],
    ...(serviceCidr === undefined ? {} : { serviceCidr }),
  };
  const schedulerConfiguration = schedulerConfigurationOf(values['scheduler-config'], errors);
  const audit = auditOf(values['audit-policy-file'], values['audit-log-path'], errors);
  const port = number('port', (n) => n >= 0 && n < 65_536);
  const speed = number('speed', (n) => n > 0);
  return errors.length > 0 ? errors : { world: { ...world, ...(schedulerConfiguration === undefined ? {} : { schedulerConfiguration }), ...(audit ? { audit } : {}) }, port, speed, kubeconfig: values.kubeconfig, auth: values.auth };
}

/** As the API server takes its range; Pods look names up at 10.96.0.10, so with kubelets there is but one. */
function serviceCidrOf(cidr: string | undefined, without: readonly string[], errors: string[]): string | undefined {
  if (cidr === undefined) return undefined;
  if (!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(cidr) || parseCidr(cidr) === undefined || !(Number(cidr.split('/')[1]) <= 28)) errors.push(`--service-cluster-ip-range ${cidr}: not a range of IPv4 addresses, of at least a /28`);
  else if (!without.includes('kubelets')) errors.push(`--service-cluster-ip-range ${cidr}: only --without kubelets, as Pods look names up at 10.96.0.10`);
  return cidr;
}

function schedulerConfigurationOf(file: string | undefined, errors: string[]): Json | undefined {
  if (file === undefined) return undefined;
  try {
    const configuration = parseYaml(fs.readFileSync(file, 'utf8'));
    configurationOf(configuration);
    return configuration;
  } catch (error) {
    errors.push(`--scheduler-config ${file}: ${(error as Error).message}`);
    return undefined;
  }
}

/** Both are needed, as kube-apiserver needs them; `-` is standard output. */
function auditOf(file: string | undefined, path: string | undefined, errors: string[]): WorldOptions['audit'] {
  if (path === undefined) return undefined;
  if (file === undefined) {
    console.error('kubarium serve: No audit policy file provided, no events will be recorded for log backend');
    return undefined;
  }
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    errors.push(`--audit-policy-file ${file}: failed to read file path ${JSON.stringify(file)}: ${(error as Error).message}`);
    return undefined;
  }
  const found = auditOptions(parsed(text), (event) => (path === '-' ? void process.stdout.write(`${JSON.stringify(event)}\n`) : fs.appendFileSync(path, `${JSON.stringify(event)}\n`)));
  if ('policy' in found) return found;
  errors.push(...found.map((error) => `--audit-policy-file ${file}: ${error}`));
  return undefined;
}

/** What is no YAML is no policy, either. */
function parsed(text: string): Json {
  try {
    return parseYaml(text);
  } catch (error) {
    return (error as Error).message;
  }
}

export async function serveCommand(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (Array.isArray(options)) {
    for (const error of options) console.error(`kubarium serve: ${error}`);
    return 1;
  }
  const { descriptions } = await import('virtual:kubernetes-descriptions');
  const world = createWorld({ ...options.world, descriptions: () => descriptions });
  world.clock.onFailure = (error, task) => console.error(`kubarium: a part of the engine failed (seed ${options.world.seed}, ${task}):`, error);
  try {
    const serving = await serve(world, options);
    console.log(`Kubarium serves Kubernetes ${world.version} on ${serving.url} (seed ${options.world.seed}, ${options.world.nodes} nodes)`);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await serving.stop();
    return 0;
  } catch (error) {
    console.error(`kubarium serve: ${(error as Error).message}`);
    return 1;
  }
}
