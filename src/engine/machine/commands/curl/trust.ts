// Which issuers a CA file makes trusted: those its certificates name.
import { certificatesIn, COMMON_NAME, valueIn } from '../../../kube/certificate.ts';

export function trustedNames(text: string): string[] {
  return certificatesIn(text).flatMap(({ subject }) => valueIn(subject, COMMON_NAME) ?? []);
}
