// The whole object as the API gives it, fetched again whenever its summary's version changes.
import { useEffect, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import { engine } from '../state/engine.ts';
import { usePast } from '../state/past.ts';

export function useWhole(object: ObjectSummary): JsonObject | undefined {
  const [whole, setWhole] = useState<JsonObject | undefined>(undefined);
  const { kind, namespace, name, version } = object;
  // While somebody looks back, as it was then.
  const revision = usePast((past) => (past.atMs === undefined ? 0 : past.revision));
  useEffect(() => {
    let wanted = true;
    const path = pathOf(kinds[kind], namespace, name);
    (revision > 0 ? engine.call('past-object', { path, revision }) : engine.request({ method: 'GET', path }))
      .then(({ code, body }) => wanted && code === 200 && setWhole(body as JsonObject))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [kind, namespace, name, version, revision]);
  return whole;
}
