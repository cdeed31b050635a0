// kubectl kustomize and -k: what a kustomization comes to (sigs.k8s.io/kustomize/api/krusty).
import type { Json } from '../../base/json.ts';
import type { Process } from '../../machine/process.ts';
import { formatYaml } from '../../kube/yaml.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import { contentHash } from '../ops/hash.ts';
import { metadataText } from './documents.ts';
import { KustomizationFiles } from './files.ts';
import { textsOf } from './kustomization.ts';
import { fixReferences } from './name-references.ts';
import { inOrder } from './order.ts';
import { annotateOrigins } from './origin.ts';
import { internalAnnotations, type Resource } from './resource.ts';
import type { Resources } from './resources.ts';
import { Target } from './target.ts';
import { withTexts } from './transformers.ts';
import { isMap } from './tree.ts';
import { resolveVariables } from './variables.ts';

export interface BuildOptions {
  /** Files may be outside of the kustomization's own directory. */
  readonly unrestricted?: boolean;
  readonly helm?: boolean;
  /** Tells what happened on the way, as klog does. */
  readonly log?: (text: string) => void;
}

const VERSION = '(devel)';
const LOCAL = 'config.kubernetes.io/local-config';

/** The manifests of a kustomization, as YAML documents. @throws CliError */
export function* kustomizeBuild(process: Process, folder: string, options: BuildOptions = {}): Fiber<string> {
  return textOf(yield* kustomizeObjects(process, folder, options));
}

export const yamlOf = ({ body }: Resource): string => formatYaml(body as Json);
export const textOf = (objects: readonly Resource[]): string => objects.map(yamlOf).join('---\n');

/** @throws CliError */
export function* kustomizeObjects(process: Process, folder: string, { unrestricted = false, helm = false, log }: BuildOptions = {}): Fiber<readonly Resource[]> {
  const files = KustomizationFiles.at(process.files, process.cwd, folder, !unrestricted);
  const target = new Target(files, { warn: (line) => process.stderr.push(line), helm, schemas: {} });
  const { resources, configuration, variables } = target.gather();
  addHashes(resources);
  fixReferences(resources, configuration.nameReference);
  const unused = resolveVariables(resources, variables, configuration.varReference);
  if (unused.length) log?.(`well-defined vars that were never replaced: ${unused.join(',')}`);
  resources.dropEmpty();
  for (const one of resources.list) checkNamed(one);
  resources.list = resources.list.filter((one) => (one.texts('annotations')[LOCAL] ?? 'false') === 'false');
  const { kustomization } = target;
  const options = kustomization['sortOptions'];
  resources.list = [...inOrder(resources.list, isMap(options) ? options : undefined)];
  const metadata = textsOf(kustomization['buildMetadata']);
  if (metadata.includes('managedByLabel')) withTexts({ 'app.kubernetes.io/managed-by': `kustomize-${VERSION}` }, [{ path: 'metadata/labels', create: true }])(resources);
  for (const one of resources.list) annotateOrigins(one, metadata);
  const faulty = resources.list.find((one) => one.fault !== undefined);
  if (faulty) throw new CliError(faulty.fault as string);
  return resources.list;
}

/** A patch may have taken away what it is called. */
function checkNamed(one: Resource): void {
  if (one.name !== '' && one.kind !== '') return;
  const annotations = { ...one.texts('annotations'), ...internalAnnotations(one) };
  throw new CliError(`missing ${one.kind === '' ? 'kind' : 'metadata.name'} in object ${metadataText(one.body, annotations)}`);
}

/** Of the content alone: the name does not go into it. */
function addHashes(resources: Resources): void {
  for (const one of resources.list) {
    if (!one.hashed) continue;
    const hash = contentHash(one.body as Json);
    one.remember();
    one.setName(`${one.name}-${hash}`);
  }
}

