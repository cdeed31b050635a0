// MutatingWebhookConfiguration (pkg/registry/admissionregistration/mutatingwebhookconfiguration).
import { kinds } from '../../kube/kinds.generated.ts';
import type { MutatingWebhookConfiguration } from '../../kube/types.generated.ts';
import { defaultWebhook } from '../defaults/webhooks.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validateWebhooks } from '../validation/webhooks.ts';

export const mutatingWebhookConfiguration = strategy<MutatingWebhookConfiguration>({
  kind: kinds.mutatingwebhookconfigurations,
  generation: true,
  allowUnconditionalUpdate: false,
  default(draft) {
    for (const webhook of draft.webhooks ?? []) {
      defaultWebhook(webhook);
      webhook.reinvocationPolicy ??= 'Never';
    }
  },
  ...checked<MutatingWebhookConfiguration>({ namespaced: false, name: nameIsSubdomain }, (errors, object) => validateWebhooks(errors, object.webhooks, ['None', 'NoneOnDryRun'])),
  columns: [nameColumn, column('Webhooks', 'integer', 'Webhooks indicates the number of webhooks registered in this configuration'), ageColumn],
  cells: (object, nowMs) => [object.metadata.name, (object.webhooks ?? []).length, age(object.metadata.creationTimestamp, nowMs)],
});
