// How a component writes Events; the implementation aggregates repeats as client-go does (tools/record/events_cache.go).
import type { KubeObject } from '../kube/object.ts';

export interface Recorder {
  /** `about` needs apiVersion and kind (objects from caches have them). `fieldPath` e.g. `spec.containers{nginx}`. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
}
