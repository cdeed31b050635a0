// What the shapes mean.
import { CircleHelp } from 'lucide-react';
import { Popover } from 'radix-ui';
import controls from '../controls/controls.module.css';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import styles from './diagram-panel.module.css';
import { PodGlyph } from './pod-glyph.tsx';
import { podStates } from './pod-shapes.ts';

export function Legend() {
  const text = useText();
  const words = useRooms().picture.legend;
  return (
    <Popover.Root>
      <Popover.Trigger className={controls.iconButton} aria-label={text.diagram.legend} data-tip={text.diagram.legend}>
        <CircleHelp size={16} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={`${controls.menu} ${styles.legend}`} align="end" sideOffset={6} aria-label={text.diagram.legend}>
          <h4>{words.states}</h4>
          <ul className={styles.legendStates}>
            {podStates.map((state) => (
              <li key={state}>
                <PodGlyph state={state} size={20} />
                {text.podStates[state]}
              </li>
            ))}
          </ul>
          <h4>{words.messages}</h4>
          <ul>
            {(['machine', 'person', 'bad'] as const).map((tone) => (
              <li key={tone}>
                <span className={styles.legendDot} data-tone={tone} />
                {words[tone]}
              </li>
            ))}
          </ul>
          <h4>{words.wires}</h4>
          <ul>
            {(['live', 'off'] as const).map((tone) => (
              <li key={tone}>
                <span className={styles.legendWire} data-tone={tone} />
                {words[tone]}
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
