// PriorityLevelConfiguration (pkg/registry/flowcontrol/prioritylevelconfiguration, pkg/apis/flowcontrol/{v1,validation}).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { PriorityLevelConfiguration } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import type { Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

const types = ['Exempt', 'Limited'];
const maxQueues = 10000000;

function validateSpec(errors: Errors, { spec, metadata }: PriorityLevelConfiguration): void {
  const { type = '', limited, exempt } = spec ?? {};
  if (!types.includes(type)) {
    errors.push(notSupported('spec.type', type, types));
    return;
  }
  if (type === 'Exempt') {
    if (limited) errors.push(forbiddenField('spec.limited', 'must be nil if the type is not Limited'));
    if (exempt?.nominalConcurrencyShares !== undefined && exempt.nominalConcurrencyShares < 0) errors.push(invalid('spec.exempt.nominalConcurrencyShares', exempt.nominalConcurrencyShares, 'must be a non-negative integer'));
    if (metadata.name !== 'exempt' && metadata.name !== '') errors.push(invalid('spec.type', type, `type must be 'Limited' for user-defined priority levels`));
    return;
  }
  if (exempt) errors.push(forbiddenField('spec.exempt', 'must be nil if the type is Limited'));
  if (!limited) {
    errors.push(required('spec.limited', 'must not be empty when type is Limited'));
    return;
  }
  if ((limited.nominalConcurrencyShares ?? 0) < 0) errors.push(invalid('spec.limited.nominalConcurrencyShares', limited.nominalConcurrencyShares, 'must be a non-negative integer'));
  validateResponse(errors, limited.limitResponse);
  const lend = limited.lendablePercent;
  if (lend !== undefined && (lend < 0 || lend > 100)) errors.push(invalid('spec.limited.lendablePercent', lend, 'must be between 0 and 100, inclusive'));
}

type Response = NonNullable<NonNullable<PriorityLevelConfiguration['spec']>['limited']>['limitResponse'];

function validateResponse(errors: Errors, response: Response): void {
  const path = 'spec.limited.limitResponse';
  if (response?.type === 'Reject') {
    if (response.queuing) errors.push(forbiddenField(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (response?.type === 'Queue') {
    if (!response.queuing) errors.push(required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
    else {
      const { queues = 0, handSize = 0, queueLengthLimit = 0 } = response.queuing;
      if (queueLengthLimit <= 0) errors.push(invalid(`${path}.queuing.queueLengthLimit`, queueLengthLimit, 'must be positive'));
      if (queues <= 0) errors.push(invalid(`${path}.queuing.queues`, queues, 'must be positive'));
      else if (queues > maxQueues) errors.push(invalid(`${path}.queuing.queues`, queues, `must not be greater than ${maxQueues}`));
      if (handSize <= 0) errors.push(invalid(`${path}.queuing.handSize`, handSize, 'must be positive'));
      else if (handSize > queues) errors.push(invalid(`${path}.queuing.handSize`, handSize, `should not be greater than queues (${queues})`));
    }
  } else errors.push(notSupported(`${path}.type`, response?.type ?? '', ['Queue', 'Reject']));
}

export const priorityLevelConfiguration = strategy<PriorityLevelConfiguration>({
  kind: kinds.prioritylevelconfigurations,
  generation: true,
  default(draft) {
    const { limited, exempt } = draft.spec ?? {};
    if (exempt) {
      exempt.nominalConcurrencyShares ??= 0;
      exempt.lendablePercent ??= 0;
    }
    if (!limited) return;
    limited.nominalConcurrencyShares ??= 30;
    limited.lendablePercent ??= 0;
    const queuing = limited.limitResponse?.queuing;
    if (!queuing) return;
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<PriorityLevelConfiguration>({ namespaced: false, name: nameIsSubdomain }, validateSpec),
  columns: [
    nameColumn,
    column('Type', 'string', '`type` indicates whether this priority level is subject to limitation on request execution.  A value of `"Exempt"` means that requests of this priority level are not subject to a limit (and thus are never queued) and do not detract from the capacity made available to other priority levels.  A value of `"Limited"` means that (a) requests of this priority level _are_ subject to limits and (b) some of the server\'s limited capacity is made available exclusively to this priority level. Required.'),
    column('NominalConcurrencyShares', 'string', '`nominalConcurrencyShares` (NCS) contributes to the computation of the NominalConcurrencyLimit (NominalCL) of this level.'),
    column('Queues', 'string', '`queues` is the number of queues for this priority level. The queues exist independently at each apiserver. The value must be positive.  Setting it to 1 effectively precludes shufflesharding and thus makes the distinguisher method of associated flow schemas irrelevant.  This field has a default value of 64.'),
    column('HandSize', 'string', '`handSize` is a small positive number that configures the shuffle sharding of requests into queues.  When enqueuing a request at this priority level the request\'s flow identifier (a string pair) is hashed and the hash value is used to shuffle the list of queues and deal a hand of the size specified here.  The request is put into one of the shortest queues in that hand. `handSize` must be no larger than `queues`, and should be significantly smaller (so that a few heavy flows do not saturate most of the queues).  See the user-facing documentation for more extensive guidance on setting this field.  This field has a default value of 8.'),
    column('QueueLengthLimit', 'string', '`queueLengthLimit` is the maximum number of requests allowed to be waiting in a given queue of this priority level at a time; excess requests are rejected.  This value must be positive.  If not specified, it will be defaulted to 50.'),
    ageColumn,
  ],
  cells({ metadata, spec }, nowMs) {
    const queuing = spec?.limited?.limitResponse?.queuing;
    return [
      metadata.name,
      spec?.type ?? '',
      spec?.limited?.nominalConcurrencyShares ?? '<none>',
      queuing?.queues ?? '<none>',
      queuing?.handSize ?? '<none>',
      queuing?.queueLengthLimit ?? '<none>',
      age(metadata.creationTimestamp, nowMs),
    ];
  },
});
