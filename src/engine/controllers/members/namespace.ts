// Empties a namespace that was deleted, then lets it go (pkg/controller/namespace, deletion/namespaced_resources_deleter.go).
import { equal } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { type Kind, type KindInfo, pathOf } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Namespace, Pod } from '../../kube/types.generated.ts';
import { discoverAll } from '../discovery.ts';
import { type Attempt, conditionsAfter } from '../namespace/conditions.ts';
import { type Context, type Controller, type Reconcile, onAny } from '../runtime.ts';

const GRACE_MS = 5000;
const FINALIZER = 'kubernetes';

export const namespace: Controller = { name: 'namespace-controller', maxRetries: Number.POSITIVE_INFINITY, start };

function start(context: Context): Reconcile {
  const cache = context.cache(kinds.namespaces);
  // Writers that were at work when the deletion came get a moment to notice.
  onAny(cache, ({ metadata }) => {
    if (metadata.deletionTimestamp !== undefined) context.enqueueAfter(metadata.name, GRACE_MS);
  });
  return (name) => {
    const cached = cache.get('', name);
    if (cached?.metadata.deletionTimestamp === undefined) return;
    const object = context.client.find(kinds.namespaces, '', name);
    if (object?.metadata.uid !== cached.metadata.uid || !object.spec.finalizers?.includes(FINALIZER)) return;
    new Deletion(context, object).run();
  };
}

class Deletion {
  private readonly context: Context;
  private object: Namespace;
  private readonly failures: string[] = [];
  private readonly remaining = new Map<string, number>();
  private readonly finalizers = new Map<string, number>();
  private waitSeconds = 0;
  private discoveryFailure: string | undefined;

  constructor(context: Context, object: Namespace) {
    this.context = context;
    this.object = object;
  }

  run(): void {
    this.deleteContent();
    const attempt: Attempt = { ...(this.discoveryFailure === undefined ? {} : { discoveryFailure: this.discoveryFailure }), contentFailures: this.failures, remaining: this.remaining, finalizers: this.finalizers };
    this.report(attempt);
    const { name } = this.object.metadata;
    if (this.discoveryFailure !== undefined) throw new ApiError(500, 'InternalError', this.discoveryFailure);
    if (this.failures.length > 0) throw new ApiError(500, 'InternalError', this.failures.join(', '));
    if (this.waitSeconds > 0) {
      this.context.enqueueAfter(name, (Math.floor(this.waitSeconds / 2) + 1) * 1000);
      return;
    }
    const finalizers = (this.object.spec.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
    this.context.client.update(kinds.namespaces, { ...this.object, spec: { ...this.object.spec, finalizers } }, 'finalize');
  }

  /** Pods first, and nothing else before they are gone: what they use must outlive them. */
  private deleteContent(): void {
    const { kinds: found, failed } = discoverAll(this.context.client);
    // What cannot be listed may hold objects of the namespace.
    if (failed.length > 0) this.discoveryFailure = `Discovery failed for some groups, ${failed.length} failing: unable to retrieve the complete list of server APIs: ${failed.map((one) => `${one}: stale GroupVersion discovery: ${one}`).join(', ')}`;
    const all = found.filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete') && verbs.includes('list'));
    const isPods = ({ group, plural }: KindInfo): boolean => group === '' && plural === 'pods';
    for (const kind of all.filter(isPods)) this.empty(kind);
    const pods = this.remaining.get('pods.') ?? 0;
    if (pods > 0) {
      this.remaining.clear();
      this.finalizers.clear();
      this.failures.push(`unexpected items still remain in namespace: ${this.object.metadata.name} for gvr: /v1, Resource=pods`);
      return;
    }
    for (const kind of all) if (!isPods(kind)) this.empty(kind);
  }

  private empty(kind: KindInfo): void {
    const { client } = this.context;
    const { name } = this.object.metadata;
    const path = pathOf(kind, name);
    const resource = `${kind.plural}.${kind.group}`;
    try {
      const before = client.list(kind as Kind<KubeObject>, name).items;
      if (before.length === 0) return;
      this.waitSeconds = Math.max(this.waitSeconds, kind.plural === 'pods' ? longestGrace(before as readonly Pod[]) : 0);
      if (kind.verbs.includes('deletecollection')) client.call('DELETE', path, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' });
      else for (const item of before) client.delete(kind as Kind<KubeObject>, name, item.metadata.name, { propagationPolicy: 'Background' });
      const left = client.list(kind as Kind<KubeObject>, name).items;
      if (left.length === 0) return;
      this.remaining.set(resource, left.length);
      for (const item of left) for (const finalizer of item.metadata.finalizers ?? []) this.finalizers.set(finalizer, (this.finalizers.get(finalizer) ?? 0) + 1);
      // Without finalizers it is a matter of time; with them, of somebody else's work.
      this.waitSeconds = Math.max(this.waitSeconds, 15);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code === 404) {
        if (error instanceof ApiError) return;
        throw error;
      }
      this.failures.push(error.message);
    }
  }

  private report(attempt: Attempt): void {
    const before = this.object.status?.conditions ?? [];
    const conditions = conditionsAfter(attempt, before, this.context.clock.nowMs);
    if (equal(before, conditions)) return;
    this.object = this.context.client.updateStatus(kinds.namespaces, { ...this.object, status: { ...this.object.status, conditions } });
  }
}

function longestGrace(pods: readonly Pod[]): number {
  return pods.reduce((longest, { metadata, spec, status }) => {
    if (status.phase === 'Succeeded' || status.phase === 'Failed') return longest;
    return Math.max(longest, metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 0);
  }, 0);
}
