// The objects that a lesson begins with (an incident's broken cluster): created when it opens, as the people before the learner would have done.
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Api, Caller } from '../client/api.ts';
import { KubeClient } from '../client/kube-client.ts';
import { ApiError } from '../kube/api-error.ts';
import { groupVersion, type KindInfo, pathOf } from '../kube/kind.ts';
import { builtinKinds } from '../kube/kinds.generated.ts';
import type { Lesson } from './lesson.ts';

const author: Caller = { userAgent: 'kubarium-lesson', actor: 'lesson', user: 'system:kubarium:lesson', groups: ['system:masters'] };

const kindOf = (object: JsonObject): KindInfo | undefined => builtinKinds.find((kind) => kind.kind === object['kind'] && groupVersion(kind) === object['apiVersion']);

const textOf = (value: Json | undefined, key: string): string => (isObject(value) && typeof value[key] === 'string' ? value[key] : '');

export function readObjects(value: Json | undefined, errors: string[]): readonly JsonObject[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    errors.push('lesson.yaml: objects is to be a list');
    return [];
  }
  return (value as readonly Json[]).flatMap((object) => {
    if (isObject(object) && kindOf(object) && textOf(object['metadata'], 'name') !== '') return [object];
    errors.push(`lesson.yaml: objects: expected apiVersion, kind and metadata.name, of a kind that there is: ${JSON.stringify(object)?.slice(0, 100)}`);
    return [];
  });
}

/** What is there already stays as it is. */
export function putLessonObjects(lesson: Lesson, api: Api): void {
  const client = new KubeClient(api, author);
  for (const object of lesson.objects) {
    const kind = kindOf(object);
    if (!kind) continue;
    const namespace = kind.namespaced ? textOf(object['metadata'], 'namespace') || 'default' : undefined;
    try {
      client.call('POST', pathOf(kind, namespace), object);
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
    }
  }
}
