// Copies what is looked at: its name, the kubectl line that shows it, its YAML.
import { Copy } from 'lucide-react';
import type { JsonObject } from '../../engine/base/json.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { engine } from '../state/engine.ts';
import { resourceOf } from './facts.ts';
import { loadYaml } from './load-yaml.ts';
import { withoutManagedFields } from './revisions.ts';

async function yamlOf({ kind, namespace, name }: ObjectSummary): Promise<string> {
  const [{ body }, { formatYaml }] = await Promise.all([engine.request({ method: 'GET', path: pathOf(kinds[kind], namespace, name) }), loadYaml()]);
  return formatYaml(withoutManagedFields(body as JsonObject));
}

export function CopyMenu({ object }: { readonly object: ObjectSummary }) {
  const words = useRooms().copy;
  const { kind, namespace, name } = object;
  const line = `kubectl get ${resourceOf(kind)} ${name}${namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`} -o yaml`;
  const put = (text: string): void => void navigator.clipboard.writeText(text);
  return (
    <Menu label={words.menu} icon={<Copy size={15} />}>
      <MenuItem onSelect={() => put(name)}>{words.name}</MenuItem>
      <MenuItem line={line} onSelect={() => put(line)}>
        {words.kubectl}
      </MenuItem>
      <MenuItem onSelect={() => void yamlOf(object).then(put)}>{words.yaml}</MenuItem>
    </Menu>
  );
}
