// Every namespace has a ServiceAccount `default` (pkg/controller/serviceaccount/serviceaccounts_controller.go).
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { type Controller, anyKind } from '../runtime.ts';

export const serviceaccount: Controller = {
  name: 'serviceaccount-controller',
  for: anyKind(kinds.namespaces),
  start: (context) => {
    const namespaces = context.cache(kinds.namespaces);
    const accounts = context.cache(kinds.serviceaccounts);
    accounts.onChange({ deleted: ({ metadata }) => context.enqueue(metadata.namespace) });
    return (namespace) => {
      if (namespaces.get('', namespace)?.status?.phase !== 'Active' || accounts.get(namespace, 'default')) return;
      createOnce(() => context.client.create(kinds.serviceaccounts, { metadata: { name: 'default', namespace } }));
    };
  },
};

/** The cache may be behind: what is there already is right, what may not be made any more need not be. */
function createOnce(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ApiError) || (error.reason !== 'AlreadyExists' && error.code !== 403 && error.code !== 404)) throw error;
  }
}
