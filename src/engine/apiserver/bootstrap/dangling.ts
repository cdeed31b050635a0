// Says of each FlowSchema whether the priority level that it names is there (apiserver/pkg/util/flowcontrol/apf_controller.go syncFlowSchemaStatus).
import { rfc3339 } from '../../base/time.ts';
import type { Caller } from '../../client/api.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { FlowSchema } from '../../kube/types.generated.ts';
import { Context } from '../context.ts';
import type { Core } from '../core.ts';
import { commitUpdate } from '../registry/update.ts';
import { requestInfo } from '../request-info.ts';
import { traceRequest } from '../tracing.ts';

const caller: Caller = { userAgent: 'kube-apiserver', actor: 'kube-apiserver', user: 'system:apiserver', groups: ['system:masters'] };

export function watchFlowSchemas(core: Core): void {
  let waiting = false;
  const look = (): void => {
    if (waiting) return;
    waiting = true;
    core.clock.soon(() => {
      waiting = false;
      for (const schema of (core.resources.ofKind(kinds.flowschemas)?.store.list() ?? []) as readonly FlowSchema[]) say(core, schema);
    });
  };
  for (const kind of [kinds.flowschemas, kinds.prioritylevelconfigurations]) core.resources.ofKind(kind)?.store.watch(look);
}

function say(core: Core, schema: FlowSchema): void {
  const resource = core.resources.ofKind(kinds.flowschemas);
  const name = schema.spec?.priorityLevelConfiguration?.name ?? '';
  const found = core.resources.ofKind(kinds.prioritylevelconfigurations)?.store.get('', name) !== undefined;
  const status = found ? 'False' : 'True';
  if (!resource || schema.status?.conditions?.find(({ type }) => type === 'Dangling')?.status === status) return;
  const message = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(name)} ${found ? 'and it exists' : 'but there is no such object'}`;
  const condition = { type: 'Dangling', status, lastTransitionTime: rfc3339(core.clock.nowMs), reason: found ? 'Found' : 'NotFound', message };
  const request = { method: 'PATCH', path: `/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/${schema.metadata.name}/status` } as const;
  const context = new Context(core, request, requestInfo(request), caller);
  commitUpdate(context, resource, schema as KubeObject, { ...schema, status: { ...schema.status, conditions: [condition] } } as KubeObject);
  traceRequest(context, 200);
}
