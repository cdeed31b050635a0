// Copies what is looked at: its name, the kubectl line that shows it, its YAML.
import { Copy } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { JsonObject } from '../../engine/base/json.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import type { ObjectSummary } from '../../bridge/summary.ts';
import controls from '../controls/controls.module.css';
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
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={controls.iconButton} aria-label={words.menu} data-tip={words.menu}>
        <Copy size={15} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={controls.menu} align="end" sideOffset={4}>
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => put(name)}>
            {words.name}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => put(line)}>
            {words.kubectl}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => void yamlOf(object).then(put)}>
            {words.yaml}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
