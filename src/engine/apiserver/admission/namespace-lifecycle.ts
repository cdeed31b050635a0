// NamespaceLifecycle: nothing new in a namespace that is missing or ending, and the system's own cannot be deleted (apiserver/pkg/admission/plugin/namespace/lifecycle).
import { ApiError, forbidden, notFound } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Namespace } from '../../kube/types.generated.ts';
import type { AdmissionPlugin } from './admission.ts';

const IMMORTAL = ['default', 'kube-system', 'kube-public'];
const isReview = (group: string): boolean => group === 'authorization.k8s.io';

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutate({ operation, resource, namespace, name, context }) {
    if (operation !== 'CREATE' || !resource.kind.namespaced || isReview(resource.kind.group)) return;
    const found = context.find<Namespace>(kinds.namespaces, '', namespace);
    if (!found) throw notFound(kinds.namespaces, namespace);
    if (found.status?.phase !== 'Terminating') return;
    const { status } = forbidden(resource.kind, name, `unable to create new content in namespace ${namespace} because it is being terminated`);
    const causes = [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }];
    throw new ApiError(403, 'Forbidden', status.message ?? '', { ...status.details, causes });
  },
  validate({ operation, resource, name }) {
    if (operation === 'DELETE' && resource.kind.kind === 'Namespace' && IMMORTAL.includes(name)) throw forbidden(resource.kind, name, 'this namespace may not be deleted');
  },
};
