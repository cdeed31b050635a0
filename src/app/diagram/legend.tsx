// What the shapes mean.
import { CircleHelp } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { PodState } from '../../bridge/summary.ts';
import controls from '../controls/controls.module.css';
import { useText } from '../i18n/text.ts';
import styles from './diagram-panel.module.css';
import { PodGlyph } from './pod-glyph.tsx';

const states: readonly PodState[] = ['pending', 'creating', 'pulling', 'starting', 'ready', 'crash-loop', 'image-error', 'failed', 'evicted', 'succeeded', 'terminating', 'unknown'];

export function Legend() {
  const text = useText();
  return (
    <Popover.Root>
      <Popover.Trigger className={controls.iconButton} aria-label={text.diagram.legend} data-tip={text.diagram.legend}>
        <CircleHelp size={16} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={`${controls.menu} ${styles.legend}`} align="end" sideOffset={6} aria-label={text.diagram.legend}>
          <ul>
            {states.map((state) => (
              <li key={state}>
                <PodGlyph state={state} size={20} />
                {text.podStates[state]}
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
