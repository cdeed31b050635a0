// Points at one object of the diagram, without opening anything.
import type { SummaryKind } from '../../bridge/summary.ts';
import { objectsOf } from '../state/cluster.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';

/** @param target as kubectl names it: `deployments/nginx`; undefined: nothing */
export function highlight(target: string | undefined): void {
  const [plural = '', name = ''] = target?.split('/') ?? [];
  const found = plural === '' ? [] : objectsOf(plural as SummaryKind).filter((object) => object.name === name || object.name.startsWith(`${name}-`));
  const { namespace } = usePreferences.getState();
  const object = found.find((one) => one.namespace === (namespace || 'default')) ?? found[0];
  useSelection.setState({ uid: object?.uid });
}
