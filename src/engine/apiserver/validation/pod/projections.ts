// Cluster trust bundles in projected volumes (pkg/apis/core/validation: validateProjectionSources).
import type { Json } from '../../../base/json.ts';
import { invalid, required } from '../../../kube/field-error.ts';
import type { ClusterTrustBundleProjection } from '../../../kube/types.generated.ts';
import { localNonReservedPath, type Errors } from '../checks.ts';
import { internalForm } from '../internal-form.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { nameIsSubdomain } from '../object-meta.ts';

export function validateTrustBundle(errors: Errors, bundle: ClusterTrustBundleProjection, path: string): void {
  const { name, signerName, labelSelector } = bundle;
  if (name !== undefined && signerName !== undefined) errors.push(invalid(path, internalForm('ClusterTrustBundleProjection', bundle), 'only one of name and signerName may be used'));
  else if (name !== undefined) {
    if (name === '') errors.push(required(`${path}.name`, 'must be a valid object name'));
    for (const message of nameIsSubdomain(name.split(':').at(-1) ?? '')) errors.push(invalid(`${path}.name`, name, `not a valid clustertrustbundlename: ${message}`));
    if (labelSelector) errors.push(invalid(`${path}.labelSelector`, labelSelector as unknown as Json, 'labelSelector must be unset if name is specified'));
  } else if (signerName !== undefined) {
    if (signerName === '') errors.push(required(`${path}.signerName`, 'must be a valid signer name'));
    validateLabelSelector(errors, labelSelector, `${path}.labelSelector`);
  } else errors.push(required(path, 'either name or signerName must be specified'));
  if (!bundle.path) errors.push(required(`${path}.path`));
  localNonReservedPath(errors, `${path}.path`, bundle.path ?? '');
}
