// What can be taken out of the diagram: a picture, the kubectl line that shows the same; and boxes put back.
import { Copy, ImageDown, Undo2 } from 'lucide-react';
import { Menu, MenuCheck, MenuItem, MenuLine } from '../../controls/menu.tsx';
import { useRooms } from '../../i18n/rooms.ts';
import { type DiagramView, usePreferences } from '../../state/preferences.ts';
import { putBack, useArrangement } from '../arrangement.ts';
import { zoomOfDiagram } from '../fit.ts';

function lineFor(view: DiagramView, namespace: string): string {
  const where = namespace === '' ? ' -A' : ` -n ${namespace}`;
  switch (view) {
    case 'cluster':
      return `kubectl get nodes; kubectl get pods -o wide${where}`;
    case 'workloads':
      return `kubectl get deployments,replicasets,statefulsets,daemonsets,jobs,cronjobs,pods${where}`;
    case 'network':
      return `kubectl get ingresses,services,endpointslices${where}`;
    case 'control-plane':
      return 'kubectl get pods -n kube-system -o wide';
  }
}

async function save(as: 'png' | 'svg', view: DiagramView): Promise<void> {
  const { diagramToSvg, pictureToPng } = await import('./to-svg.ts');
  const surface = document.querySelector<HTMLElement>('.react-flow');
  const picture = surface ? diagramToSvg(surface, zoomOfDiagram()) : undefined;
  if (!picture) return;
  const blob = as === 'svg' ? new Blob([picture.svg], { type: 'image/svg+xml' }) : await pictureToPng(picture);
  if (!blob) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `kubarium-${view}.${as}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function ExportMenu() {
  const words = useRooms().picture;
  const { view, namespace, systemShown, set } = usePreferences();
  const tree = useArrangement((arranged) => arranged.tree);
  const moved = useArrangement((arranged) => Object.keys(arranged.moved[view] ?? {}).length > 0);
  return (
    <Menu label={words.more} testId="diagram-menu">
      <MenuCheck checked={systemShown} onChange={(checked) => set({ systemShown: checked })}>
        {words.system}
      </MenuCheck>
      <MenuLine />
      <MenuItem icon={<ImageDown size={15} />} disabled={tree} onSelect={() => void save('png', view)}>
        {words.png}
      </MenuItem>
      <MenuItem icon={<ImageDown size={15} />} disabled={tree} onSelect={() => void save('svg', view)}>
        {words.svg}
      </MenuItem>
      <MenuItem icon={<Copy size={15} />} onSelect={() => void navigator.clipboard.writeText(lineFor(view, namespace))}>
        {words.copyKubectl}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Undo2 size={15} />} disabled={!moved} onSelect={() => putBack(view)}>
        {words.putBack}
      </MenuItem>
    </Menu>
  );
}
