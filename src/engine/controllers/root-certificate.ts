// The certificate of the control plane's own authority, which Pods and clients trust (kubeadm's ca.crt).
import { authorityCertificate } from '../kube/x509.ts';

/** Ten years from 2025 on, whatever the clock says. */
const [FROM_MS, TO_MS] = [1_735_689_600_000, 2_051_222_400_000] as const;

export const rootCertificate = authorityCertificate(FROM_MS, TO_MS);
