// A device as the selectors of classes and claims see it (dynamic-resource-allocation/cel/compile.go DeviceMatches).
import { quantityError, parseQuantity } from '../quantity.ts';
import type { Device, DeviceAttribute } from '../types.generated.ts';
import { AdmissionCompiler, admissionLibrary } from './admission.ts';
import { lazily, type Program, runCel } from './cel.ts';
import { versionValue } from './kubernetes.ts';
import { CelMap, type CelValue, Entries, Opaque } from './values.ts';

let compiler: AdmissionCompiler | undefined;
const programs = new Map<string, Program | string>();
/** Expressions that are kept compiled. */
const MOST_PROGRAMS = 500;

/** Whether the expression holds for a device; an error says what went wrong as it ran. */
export function deviceMatches(expression: string, driver: string, device: Device): boolean | { readonly error: string } {
  const program = programOf(expression);
  if (typeof program === 'string') return { error: program };
  const result = runCel(program, admissionLibrary(), lazily({ device: () => deviceValue(driver, device) }));
  return 'error' in result ? { error: result.error } : result.value === true;
}

function programOf(expression: string): Program | string {
  let known = programs.get(expression);
  if (known === undefined) {
    const compiled = (compiler ??= new AdmissionCompiler({ params: false, authorizer: false, devices: true })).compile(expression);
    known = 'error' in compiled ? compiled.error : compiled.program;
    if (programs.size >= MOST_PROGRAMS) programs.clear();
    programs.set(expression, known);
  }
  return known;
}

function deviceValue(driver: string, { attributes = {}, capacity = {}, allowMultipleAllocations = false }: Device): CelValue {
  return new Entries(
    [
      ['driver', driver],
      ['attributes', new Domains(driver, Object.entries(attributes).map(([name, value]) => [name, attributeValue(value)]))],
      ['capacity', new Domains(driver, Object.entries(capacity).map(([name, { value }]) => [name, new Opaque('kubernetes.Quantity', parseQuantity(quantityError(value) === undefined ? value : '0'))]))],
      ['allowMultipleAllocations', allowMultipleAllocations],
    ],
    'DRADevice',
  );
}

function attributeValue({ string, int, bool, version, strings, ints, bools, versions }: DeviceAttribute): CelValue {
  const versionOf = (text: string): CelValue => versionValue(text) ?? text;
  if (string !== undefined) return string;
  if (int !== undefined) return BigInt(int);
  if (bool !== undefined) return bool;
  if (version !== undefined) return versionOf(version);
  return strings ?? ints?.map(BigInt) ?? bools ?? versions?.map(versionOf) ?? null;
}

/** Maps by domain; a name without one is the driver's, and a domain that nothing is in is an empty map. */
class Domains extends CelMap {
  private readonly byDomain = new Map<string, (readonly [CelValue, CelValue])[]>();

  constructor(driver: string, entries: readonly (readonly [string, CelValue])[]) {
    super('');
    for (const [name, value] of entries) {
      const at = name.indexOf('/');
      const domain = at < 0 ? driver : name.slice(0, at);
      const known = this.byDomain.get(domain) ?? [];
      known.push([name.slice(at + 1), value]);
      this.byDomain.set(domain, known);
    }
  }

  override get(key: CelValue): CelValue | undefined {
    return typeof key === 'string' ? new Entries(this.byDomain.get(key) ?? []) : undefined;
  }

  override keys(): readonly CelValue[] {
    return [...this.byDomain.keys()];
  }
}
