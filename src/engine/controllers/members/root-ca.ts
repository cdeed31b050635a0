// Publishes the API server's CA in every namespace for Pods to trust (pkg/controller/certificates/rootcacertpublisher/publisher.go).
import { equal } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { rootCertificate } from '../root-certificate.ts';
import { type Controller, anyKind } from '../runtime.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION = 'kubernetes.io/description';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
  'No other usage is guaranteed across distributions of Kubernetes clusters.';

export const rootCa: Controller = {
  name: 'root-ca-certificate-publisher',
  for: anyKind(kinds.namespaces),
  start: (context) => {
    const namespaces = context.cache(kinds.namespaces);
    const configMaps = context.cache(kinds.configmaps);
    const data = { 'ca.crt': rootCertificate };
    configMaps.onChange({
      updated: (_, { metadata }) => {
        if (metadata.name === NAME) context.enqueue(metadata.namespace);
      },
      deleted: ({ metadata }) => {
        if (metadata.name === NAME) context.enqueue(metadata.namespace);
      },
    });
    return (namespace) => {
      if (namespaces.get('', namespace)?.status?.phase !== 'Active') return;
      const current = configMaps.get(namespace, NAME);
      try {
        if (!current) context.client.create(kinds.configmaps, { metadata: { name: NAME, namespace, annotations: { [DESCRIPTION]: description } }, data });
        else if (!equal(current.data, data) || !current.metadata.annotations?.[DESCRIPTION]) {
          context.client.update(kinds.configmaps, { ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [DESCRIPTION]: description } }, data });
        }
      } catch (error) {
        if (!(error instanceof ApiError) || (error.reason !== 'AlreadyExists' && error.code !== 403 && error.code !== 404)) throw error;
      }
    };
  },
};
