// Builds a directory's kustomization: gathers resources, runs generators, components and transformers (sigs.k8s.io/kustomize/api/internal/target/kusttarget.go).
import { YamlError, parseYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { type Configuration, merged, noConfiguration, readConfigurations } from './configuration.ts';
import { crdConfiguration } from './crds.ts';
import { MalformedYaml, readObjects } from './documents.ts';
import { doing } from './doing.ts';
import type { KustomizationFiles } from './files.ts';
import { generated, optionsOf } from './generate.ts';
import { idText } from './identity.ts';
import { mapsOf, readKustomization, textsOf } from './kustomization.ts';
import { builtinOrigin, joined, pluginOrigin } from './origin.ts';
import type { Schemas } from './places.ts';
import { pluginOf } from './plugins.ts';
import type { Origin, Resource } from './resource.ts';
import { Resources } from './resources.ts';
import { type BuiltinTransformer, builtinTransformers, configured } from './target-transformers.ts';
import { cloned, mapOf, type NodeMap, textOf } from './tree.ts';
import { declared, together, type Variable } from './variables.ts';

/** The API that kustomize carries. */
const BUILTIN = 'v1.21.2';
const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export interface BuildContext {
  readonly warn: (line: string) => void;
  readonly helm: boolean;
  readonly schemas: Schemas;
}

/** What is gathered so far, and the rules for it. */
export class Gathered {
  readonly resources: Resources;
  configuration: Configuration = noConfiguration;
  variables: readonly Variable[] = [];

  constructor(schemas: Schemas) {
    this.resources = new Resources(schemas);
  }

  merge(other: Gathered): void {
    this.resources.appendAll(other.resources.list);
    this.configuration = merged(this.configuration, other.configuration);
    this.variables = together(this.variables, other.variables);
  }
}

export class Target {
  readonly kustomization: NodeMap;
  private readonly files: KustomizationFiles;
  private readonly context: BuildContext;
  private readonly fileName: string;
  /** Where it is, seen from where the build began; undefined where nobody asks. */
  private readonly origin: string | undefined;

  /** Of one among others, `outer` is where that is. */
  constructor(files: KustomizationFiles, context: BuildContext, outer?: { readonly origin: string | undefined }) {
    const found = FILES.filter((name) => files.has(name));
    if (found.length === 0) throw new CliError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${files.root}'`);
    if (found.length > 1) throw new CliError(`Found multiple kustomization files under: ${files.root}\n`);
    this.fileName = found[0] as string;
    this.files = files;
    this.context = context;
    this.kustomization = readKustomization(files.read(this.fileName), files.root, context.warn);
    useSchema(mapOf(this.kustomization['openapi']), files, context.schemas);
    this.origin = outer ? outer.origin : textsOf(this.kustomization['buildMetadata']).length ? '' : undefined;
  }

  /** Into what a component is for, or into something new. */
  gather(into = new Gathered(this.context.schemas)): Gathered {
    const { kustomization, files } = this;
    doing('accumulating resources', () => this.addResources(into, textsOf(kustomization['resources'])));
    into.configuration = merged(into.configuration, readConfigurations(files, textsOf(kustomization['configurations'])));
    const crds = textsOf(kustomization['crds']);
    into.configuration = merged(into.configuration, doing(`loading CRDs [${crds.join(' ')}]`, () => crdConfiguration(files, crds)));
    this.generate(into.resources);
    doing('accumulating components', () => this.addComponents(into));
    this.transform(into);
    this.validate(into.resources);
    into.variables = declared(into.variables, mapsOf(kustomization['vars']), into.resources);
    return into;
  }

  private addResources(into: Gathered, paths: readonly string[]): void {
    for (const path of paths) {
      try {
        this.addFile(into, path);
      } catch (fault) {
        if (!(fault instanceof CliError)) throw fault;
        const files = this.below(path, fault);
        doing(`accumulation err='${fault.message}'`, () => this.addDirectory(into, files, path));
      }
    }
  }

  /** Not a file: then a directory. Where YAML cannot be read it is a file after all. */
  private below(path: string, fault: CliError): KustomizationFiles {
    try {
      return this.files.under(path);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (fault instanceof MalformedYaml) throw fault;
      throw new CliError(`accumulation err='${fault.message}': ${error.message}`);
    }
  }

  private addFile(into: Gathered, path: string): void {
    const objects = doing(`accumulating resources from '${path}'`, () => {
      const found = new Resources(this.context.schemas);
      found.appendAll(readObjects(this.files.read(path), path));
      return found.list;
    });
    for (const one of objects) if (this.origin !== undefined) one.origin = { path: joined(this.origin, path) };
    doing(`merging resources from '${path}'`, () => into.resources.appendAll(objects));
  }

  private addDirectory(into: Gathered, files: KustomizationFiles, path: string): void {
    const inner = this.inner(files, path);
    if (textOf(inner.kustomization['kind']) === 'Component') throw new CliError(`expected kind != 'Component' for path '${files.root}'`);
    const found = doing(`recursed accumulation of path '${files.root}'`, () => inner.gather());
    doing(`recursed merging from path '${files.root}'`, () => into.merge(found));
  }

  private inner(files: KustomizationFiles, path: string): Target {
    return doing(`couldn't make target for path '${files.root}'`, () => new Target(files, this.context, { origin: this.origin === undefined ? undefined : joined(this.origin, path) }));
  }

  private addComponents(into: Gathered): void {
    for (const path of textsOf(this.kustomization['components'])) {
      const quoted = <T>(what: string, run: () => T): T => {
        try {
          return run();
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          throw new CliError(`${what} ${JSON.stringify(error.message)}`);
        }
      };
      const files = quoted('loader.New', () => this.files.under(path));
      quoted('accumulateDirectory:', () => {
        const inner = this.inner(files, path);
        const kind = textOf(inner.kustomization['kind']);
        if (kind !== 'Component') throw new CliError(`expected kind 'Component' for path '${files.root}' but got '${kind}'`);
        doing(`recursed accumulation of path '${files.root}'`, () => inner.gather(into));
      });
    }
  }

  private generate(resources: Resources): void {
    const { kustomization, files } = this;
    const everywhere = mapOf(kustomization['generatorOptions']);
    const runs: { readonly run: () => readonly Resource[]; readonly origin: Origin | undefined }[] = [];
    for (const [field, kind] of [['configMapGenerator', 'ConfigMap'], ['secretGenerator', 'Secret']] as const) {
      const origin = this.builtin(`${kind}Generator`);
      for (const args of mapsOf(kustomization[field])) runs.push({ origin, run: () => [generated(kind, args, optionsOf(mapOf(args['options']), everywhere), files)] });
    }
    this.refuseCharts();
    doing('loading generator plugins', () => {
      for (const config of this.configs('generators')) {
        const made = doing('failed to load generator', () => pluginOf(config, files));
        if (!('generate' in made)) throw new CliError(`failed to load generator: plugin ${idText(config.originalId)} not a generator`);
        runs.push({ origin: pluginOrigin(config), run: made.generate });
      }
    });
    for (const { run, origin } of runs) {
      for (const one of run()) {
        one.origin = origin;
        // Go shows the address of a pointer here.
        doing(`merging from generator &{0xc000a1cdd0 ${origin ? '0xc000a1cde0' : '<nil>'}}`, () => resources.absorb(one));
      }
    }
  }

  private builtin(kind: string): Origin | undefined {
    return this.origin === undefined ? undefined : builtinOrigin(this.origin, this.fileName, kind);
  }

  private refuseCharts(): void {
    const old = mapsOf(this.kustomization['helmChartInflationGenerator']).map((one) => (one['chartName'] === undefined ? {} : { name: one['chartName'] }));
    for (const chart of [...mapsOf(this.kustomization['helmCharts']), ...old]) {
      configured('HelmChartInflationGenerator', { ...mapOf(this.kustomization['helmGlobals']), ...chart }, () => {
        throw new CliError(this.context.helm ? 'Helm charts are not simulated in Kubarium' : 'must specify --enable-helm');
      });
    }
  }

  /** Plugins' configurations: those that stand in the kustomization itself come first. */
  private configs(field: 'generators' | 'transformers' | 'validators'): readonly Resource[] {
    const gathered = new Gathered(this.context.schemas);
    const paths: string[] = [];
    for (const entry of textsOf(this.kustomization[field])) {
      let objects: readonly Resource[];
      try {
        objects = readObjects(entry, '');
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        paths.push(entry);
        continue;
      }
      for (const one of objects) if (this.origin !== undefined) one.origin = { path: joined(this.origin, this.fileName) };
      gathered.resources.appendAll(objects);
    }
    this.addResources(gathered, paths);
    return gathered.resources.list;
  }

  private transform({ resources, configuration }: Gathered): void {
    const all: BuiltinTransformer[] = [...builtinTransformers(this.kustomization, configuration, this.files)];
    const plugins = this.configs('transformers').map((config) => ({ run: this.plugin(config), origin: pluginOrigin(config) }));
    for (const { run, origin } of [...all.map(({ kind, run: own }) => ({ run: own, origin: this.builtin(kind) })), ...plugins]) {
      run(resources);
      resources.dropEmpty();
      if (!origin) continue;
      for (const one of resources.list) {
        if (one.origin) one.transformations = [...one.transformations, origin];
        else one.origin = origin;
      }
    }
  }

  private plugin(config: Resource): BuiltinTransformer['run'] {
    const made = pluginOf(config, this.files);
    if (!('transform' in made)) throw new CliError(`plugin ${idText(config.originalId)} not a transformer`);
    return made.transform;
  }

  private validate(resources: Resources): void {
    for (const config of this.configs('validators')) {
      const before = resources.list.map((one) => one.copy());
      this.plugin(config)(resources);
      for (const one of before) {
        const same = resources.list.filter((other) => idText(other.id) === idText(one.id));
        if (same.length === 0) throw new CliError(`validator shouldn't modify the resource map: id in self missing from other; id: ${idText(one.id)}`);
        if (JSON.stringify(same[0]?.body) !== JSON.stringify(one.body)) throw new CliError(`validator shouldn't modify the resource map: nodes unequal: \n -- ${JSON.stringify(one.body)},\n -- ${JSON.stringify(same[0]?.body)}`);
      }
      if (before.length !== resources.list.length) throw new CliError(`validator shouldn't modify the resource map: lists have different number of entries: ${before.length} doesn't equal ${resources.list.length}`);
    }
  }
}

/** A schema of one's own: from then on all patches go by it. */
function useSchema(openapi: NodeMap, files: KustomizationFiles, schemas: Schemas): void {
  if ('path' in openapi && 'version' in openapi) throw new CliError('builtin version and custom schema provided, cannot use both');
  if ('path' in openapi) schemas.own = schemaOf(files.read(textOf(openapi['path'])));
  if ('version' in openapi && openapi['version'] !== BUILTIN) throw new CliError('the specified OpenAPI version is not built in');
}

function schemaOf(text: string): NodeMap {
  try {
    return mapOf(cloned(parseYaml(text)));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CliError(error.message);
  }
}
