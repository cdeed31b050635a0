// Every path that is not under a group and version: the index, discovery, health, version, metrics, OpenAPI (apiserver/pkg/server/routes).
import type { Json } from '../../base/json.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { EndpointSlice } from '../../kube/types.generated.ts';
import type { Context } from '../context.ts';
import { openApiPage } from '../openapi/openapi.ts';
import { AUDIENCE } from '../subresources/token.ts';
import { isTrue, queryValue, queryValues } from '../request-info.ts';
import { discoveryPage, servedGroups } from './discovery.ts';
import { healthChecks, healthPage } from './health.ts';
import { metricsText } from './metrics.ts';
import { pageNotFound, textPage, type Page } from './page.ts';
import { version } from './version.ts';

/** Undefined for the paths of resources. */
export function pageFor(context: Context): Page | undefined {
  const { request, info, core } = context;
  const { parts } = info;
  if (info.resource !== '') return undefined;
  const [first] = parts;
  if (first === undefined) return { code: 200, value: { paths: [...indexPaths(context)] } };
  const host = request.headers?.['host'] ?? '10.96.0.1:443';
  const discovered = discoveryPage(parts, request.headers?.['accept'] ?? '', host, core.resources);
  if (discovered) return discovered;
  const verbose = queryValue(request.query, 'verbose') !== undefined && isTrue(queryValue(request.query, 'verbose'));
  const health = healthPage(parts, verbose, queryValues(request.query, 'exclude'));
  if (health) return health;
  if (first === 'openapi') return openApiPage(parts, core.resources, core.descriptions()) ?? pageNotFound;
  const path = parts.join('/');
  return (Object.hasOwn(singlePages, path) ? singlePages[path]?.(context) : undefined) ?? pageNotFound;
}

const singlePages: Readonly<Record<string, (context: Context) => Page>> = {
  version: () => ({ code: 200, value: version }),
  metrics: (context) => textPage(200, metricsText(context)),
  '.well-known/openid-configuration': ({ core }) => ({
    code: 200,
    value: {
      issuer: AUDIENCE,
      jwks_uri: `https://${ownAddress(core)}/openid/v1/jwks`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    },
  }),
  // Tokens are not signed with a key (subresources/token.ts), so there is none that would verify them.
  'openid/v1/jwks': () => ({ code: 200, value: { keys: [] }, contentType: 'application/jwk-set+json' }),
};

/** Where the API server says that it is: the one endpoint of its own Service. */
function ownAddress({ resources }: Context['core']): string {
  const found = resources.ofKind(kinds.endpointslices)?.store.get('default', 'kubernetes') as EndpointSlice | undefined;
  return `${found?.endpoints?.[0]?.addresses[0] ?? '10.96.0.1'}:${found?.ports?.[0]?.port ?? 443}`;
}

function indexPaths({ core }: Context): readonly string[] {
  const groups = servedGroups(core.resources).filter(({ name }) => name !== '');
  const api = groups.flatMap(({ name, versions }) => [`/apis/${name}`, ...versions.map(({ version: v }) => `/apis/${name}/${v}`)]);
  const health = Object.entries(healthChecks).flatMap(([endpoint, checks]) => [`/${endpoint}`, ...checks.map((check) => `/${endpoint}/${check}`)]);
  const others = ['/.well-known/openid-configuration', '/api', '/api/v1', '/apis', '/apis/', '/metrics', '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/openid/v1/jwks', '/version'];
  return [...api, ...health, ...others].sort() satisfies Json[];
}
