// Fills Secrets that ask for a ServiceAccount's token, and removes those of accounts that are not there (pkg/controller/serviceaccount/tokens_controller.go).
import { encodeBase64 } from '../../base/base64.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { rootCertificate } from '../root-certificate.ts';
import { type Controller, anyKind, onAny, splitKey } from '../runtime.ts';

const TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT = 'kubernetes.io/service-account.name';
const TEN_YEARS = 315_360_000;
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

export const tokenSecret: Controller = {
  name: 'tokens-controller',
  for: anyKind(kinds.secrets),
  start: (context) => {
    const secrets = context.cache(kinds.secrets);
    const accounts = context.cache(kinds.serviceaccounts);
    onAny(accounts, ({ metadata }) => {
      for (const secret of secrets.list(metadata.namespace)) if (secret.type === TYPE) context.enqueue(`${metadata.namespace}/${secret.metadata.name}`);
    });
    return (key) => {
      const { namespace, name } = splitKey(key);
      const secret = secrets.get(namespace, name);
      const account = secret?.metadata.annotations?.[ACCOUNT];
      if (secret?.type !== TYPE || account === undefined) return;
      const owner = context.client.find(kinds.serviceaccounts, namespace, account);
      const uid = secret.metadata.annotations?.[ACCOUNT_UID];
      if (!owner || (uid !== undefined && uid !== owner.metadata.uid)) {
        context.client.delete(kinds.secrets, namespace, name, { preconditions: { uid: secret.metadata.uid } });
        return;
      }
      if (secret.data?.['token'] !== undefined && secret.data['ca.crt'] !== undefined && secret.data['namespace'] !== undefined && uid !== undefined) return;
      // Such a token lasts as long as its Secret.
      const spec = { expirationSeconds: TEN_YEARS, boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name, uid: secret.metadata.uid } };
      const token = context.client.call<{ status: { token: string } }>('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }).status.token;
      context.client.update(kinds.secrets, {
        ...secret,
        metadata: { ...secret.metadata, annotations: { ...secret.metadata.annotations, [ACCOUNT_UID]: owner.metadata.uid } },
        data: { ...secret.data, token: encodeBase64(token), 'ca.crt': encodeBase64(rootCertificate), namespace: encodeBase64(namespace) },
      });
    };
  },
};
