// What a fresh control plane holds before anybody asks: the system namespaces (pkg/controlplane).
import type { Core } from '../core.ts';
import { Context } from '../context.ts';
import { createDraft } from '../handlers/write.ts';
import type { Caller } from '../../client/api.ts';
import type { Json } from '../../base/json.ts';
import type { KindInfo } from '../../kube/kind.ts';
import { groupVersion, pathOf } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { requestInfo } from '../request-info.ts';
import { traceRequest } from '../tracing.ts';
import { assert } from '../../base/assert.ts';

const caller: Caller = { userAgent: 'kube-apiserver', actor: 'kube-apiserver', user: 'system:apiserver', groups: ['system:masters'] };

export function bootstrap(core: Core): void {
  for (const name of ['kube-system', 'kube-public', 'kube-node-lease', 'default']) create(core, kinds.namespaces, { metadata: { name } });
}

export function create(core: Core, kind: KindInfo, body: { readonly metadata: { readonly name: string; readonly namespace?: string } } & Readonly<Record<string, unknown>>): void {
  const resource = core.resources.ofKind(kind);
  assert(resource, `no resource for ${kind.kind}`);
  const request = { method: 'POST', path: pathOf(kind, body.metadata.namespace), body: body as unknown as Json } as const;
  const context = new Context(core, request, requestInfo(request), caller);
  const { draft } = resource.codec.decode({ kind: kind.kind, apiVersion: groupVersion(kind), ...body } as unknown as Json);
  createDraft(context, resource, draft, { dryRun: false, fieldManager: 'kube-apiserver', fieldValidation: 'Ignore', force: undefined });
  traceRequest(context, 201);
}
