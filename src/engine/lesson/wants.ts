// Which objects a goal's expression asks for by name: what is not there yet is shown as a ghost beside what is.
import { builtinKinds } from '../kube/kinds.generated.ts';

export interface Want {
  /** `deployments` */
  readonly plural: string;
  /** `Deployment` */
  readonly kind: string;
  readonly name: string;
  /** undefined: any */
  readonly namespace?: string;
}

const known = new Map<string, readonly Want[]>();

/** Of `deployments.exists(d, d.metadata.name == "web" && …)`, unless it is asked that there be none. */
export function wantsOf(check: string): readonly Want[] {
  let wants = known.get(check);
  if (!wants) known.set(check, (wants = read(check)));
  return wants;
}

function read(check: string): readonly Want[] {
  const wants: Want[] = [];
  for (const match of check.matchAll(/(!\s*)?\b([a-z]+)\.exists(?:_one)?\(\s*(\w+)\s*,/g)) {
    const [all, not, plural = '', variable = ''] = match;
    const kind = builtinKinds.find((info) => info.plural === plural)?.kind;
    if (not !== undefined || kind === undefined) continue;
    const body = bodyFrom(check, match.index + all.length);
    const field = (path: string): string | undefined => new RegExp(`(?<![\\w.!])${variable}\\.metadata\\.${path}\\s*==\\s*["']([^"']+)["']`).exec(body)?.[1];
    const name = field('name');
    const namespace = field('namespace');
    if (name === undefined || wants.some((want) => want.plural === plural && want.name === name && want.namespace === namespace)) continue;
    wants.push({ plural, kind, name, ...(namespace === undefined ? {} : { namespace }) });
  }
  return wants;
}

/** Up to the parenthesis that closes the call. */
function bodyFrom(text: string, start: number): string {
  let depth = 1;
  let end = start;
  for (; end < text.length && depth > 0; end++) {
    if (text[end] === '(') depth++;
    else if (text[end] === ')') depth--;
  }
  return text.slice(start, end);
}
