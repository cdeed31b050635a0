// Every admission plugin, in upstream's order.
import type { AdmissionPlugin } from './admission.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';

export const plugins: readonly AdmissionPlugin[] = [namespaceLifecycle];
