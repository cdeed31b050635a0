// kubectl create ingress (kubectl/pkg/cmd/create/create_ingress.go).
import type { Json, JsonObject } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import { createMade, generatorFlags, metadataOf, nameOfArgs } from '../../ops/create-object.ts';

const RULE = /^([^=/*]*|\*\.?[^=/*]*|\*)\/([^=]*)=([^:,=]+):([a-z0-9-]+)(?:,(.*))?$/i;

export const createIngress: Command = {
  name: 'ingress',
  aliases: ['ing'],
  short: 'Create an ingress with the specified name',
  long: 'Create an ingress with the specified name.',
  examples: '# Create a single ingress called \'simple\' that directs requests to foo.com/bar to svc\n# svc1:8080 with a TLS secret "my-cert"\nkubectl create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"\n\n# Create a catch all ingress of "/path" pointing to service svc:port and Ingress Class as "otheringress"\nkubectl create ingress catch-all --class=otheringress --rule="/path=svc:port"\n\n# Create an ingress with two annotations: ingress.annotation1 and ingress.annotations2\nkubectl create ingress annotated --class=default --rule="foo.com/bar=svc:port" \\\n--annotation ingress.annotation1=foo \\\n--annotation ingress.annotation2=bla\n\n# Create an ingress with the same host and multiple paths\nkubectl create ingress multipath --class=default \\\n--rule="foo.com/=svc:port" \\\n--rule="foo.com/admin/=svcadmin:portadmin"\n\n# Create an ingress with multiple hosts and the pathType as Prefix\nkubectl create ingress ingress1 --class=default \\\n--rule="foo.com/path*=svc:8080" \\\n--rule="bar.com/admin*=svc2:http"\n\n# Create an ingress with TLS enabled using the default ingress certificate and different path types\nkubectl create ingress ingtls --class=default \\\n--rule="foo.com/=svc:https,tls" \\\n--rule="foo.com/path/subpath*=othersvc:8080"\n\n# Create an ingress with TLS enabled using a specific secret and pathType as Prefix\nkubectl create ingress ingsecret --class=default \\\n--rule="foo.com/*=svc:8080,tls=secret1"\n\n# Create an ingress with a default backend\nkubectl create ingress ingdefault --class=default \\\n--default-backend=defaultsvc:http \\\n--rule="foo.com/*=svc:8080,tls=secret1"',
  usage: 'ingress NAME --rule=host/path=service:port[,tls[=secret]] ',
  completes: [],
  flags: [
    ...generatorFlags,
    { name: 'annotation', type: 'array', usage: 'Annotation to insert in the ingress object, in the format annotation=value' },
    { name: 'class', type: 'string', usage: 'Ingress Class to be used' },
    { name: 'default-backend', type: 'string', usage: 'Default service for backend, in format of svcname:port' },
    { name: 'rule', type: 'array', usage: 'Rule in format host/path=service:port[,tls=secretname]. Paths containing the leading character \'*\' are considered pathType=Prefix. tls argument is optional.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    const { flags } = ctx;
    const [rules, backend] = [flags.list('rule'), flags.string('default-backend')];
    if (rules.length === 0 && backend === '') throw new CliError('not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)');
    const annotations = annotationsOf(flags.list('annotation'));
    const bad = rules.find((r) => !RULE.test(r));
    if (bad !== undefined) throw new CliError(`rule ${bad} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
    if (backend && !/^[^:]+:[a-z0-9-]+$/i.test(backend)) throw new CliError('default-backend should be in format servicename:serviceport');
    const made = rulesOf(rules);
    const spec = {
      ...(flags.string('class') ? { ingressClassName: flags.string('class') } : {}),
      ...(backend ? { defaultBackend: backendOf(...(backend.split(':') as [string, string])) } : {}),
      ...(made.tls.length ? { tls: made.tls } : {}),
      ...(made.rules.length ? { rules: made.rules } : {}),
    };
    const object = { kind: 'Ingress', apiVersion: 'networking.k8s.io/v1', metadata: metadataOf(ctx, name, Object.keys(annotations).length ? { annotations } : {}), spec, status: { loadBalancer: {} } };
    yield* createMade(ctx, { plural: 'ingresses', namespaced: true, object, errorPrefix: 'failed to create ingress: ' });
  },
};

function annotationsOf(list: readonly string[]): Readonly<Record<string, string>> {
  const annotations: Record<string, string> = {};
  for (const item of list) {
    const equals = item.indexOf('=');
    if (equals < 1) throw new CliError(`annotation ${item} is invalid and should be in format key=[value]`);
    annotations[item.slice(0, equals)] = item.slice(equals + 1);
  }
  return annotations;
}

function backendOf(service: string, port: string): JsonObject {
  return { service: { name: service, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

/** Rules of one host are put together, in the order in which the hosts came. */
function rulesOf(texts: readonly string[]): { readonly rules: readonly JsonObject[]; readonly tls: readonly JsonObject[] } {
  const hosts = new Map<string, Json[]>();
  const tls: { hosts?: string[]; secretName?: string }[] = [];
  for (const text of texts) {
    const [, host = '', path = '', service = '', port = '', extra] = RULE.exec(text) as RegExpExecArray;
    const prefix = path.endsWith('*');
    const paths = hosts.get(host) ?? [];
    paths.push({ path: `/${prefix ? path.slice(0, -1) : path}`, pathType: prefix ? 'Prefix' : 'Exact', backend: backendOf(service, port) });
    hosts.set(host, paths);
    if (extra === undefined) continue;
    const secret = /^tls(?:=(.*))?$/.exec(extra);
    if (!secret) continue;
    const entry = tls.find((t) => t.secretName === (secret[1] || undefined));
    if (entry) {
      if (host && !entry.hosts?.includes(host)) entry.hosts = [...(entry.hosts ?? []), host];
    } else tls.push({ ...(host ? { hosts: [host] } : {}), ...(secret[1] ? { secretName: secret[1] } : {}) });
  }
  return { rules: [...hosts].map(([host, paths]) => ({ ...(host ? { host } : {}), http: { paths } })), tls: tls as readonly JsonObject[] };
}
