// The kinds that are answered and never stored: reviews of tokens and of access, bindings, component statuses.
import type { Context } from '../context.ts';
import { builtinKinds, kinds } from '../../kube/kinds.generated.ts';
import { methodNotAllowed, noSuchResource } from '../errors.ts';
import type { Answer } from '../handlers/answer.ts';
import { handleBinding } from '../subresources/binding.ts';
import { selfSubjectReview, tokenReview } from './authentication.ts';
import { localSubjectAccessReview, selfSubjectAccessReview, selfSubjectRulesReview, subjectAccessReview } from './authorization.ts';
import { componentStatuses } from './component-status.ts';

const handlers: Readonly<Record<string, (context: Context) => Answer>> = {
  bindings: (context) => {
    const pods = context.core.resources.ofKind(kinds.pods);
    if (!pods) throw noSuchResource();
    return handleBinding(context, pods, undefined);
  },
  componentstatuses: componentStatuses,
  tokenreviews: tokenReview,
  selfsubjectreviews: selfSubjectReview,
  subjectaccessreviews: subjectAccessReview,
  localsubjectaccessreviews: localSubjectAccessReview,
  selfsubjectaccessreviews: selfSubjectAccessReview,
  selfsubjectrulesreviews: selfSubjectRulesReview,
};

export function answerOnly(context: Context): Answer {
  const { group, version, resource, verb } = context.info;
  const kind = builtinKinds.find((candidate) => candidate.group === group && candidate.version === version && candidate.plural === resource);
  const handler = handlers[resource];
  if (!kind || !handler) throw noSuchResource();
  if (!kind.verbs.includes(verb)) throw methodNotAllowed();
  return handler(context);
}
