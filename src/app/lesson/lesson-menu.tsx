// What can be done with the open lesson besides doing it: begin the step anew, leave it.
import { MoreHorizontal, Presentation, RefreshCcw } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { LessonView } from '../../bridge/lesson-view.ts';
import controls from '../controls/controls.module.css';
import { IconButton } from '../controls/icon-button.tsx';
import { useLearnText } from '../i18n/learn-text.ts';
import { present } from '../present/show.ts';
import { engine } from '../state/engine.ts';

export function LessonMenu({ lesson }: { readonly lesson: LessonView }) {
  const { player: text, present: stage } = useLearnText();
  const play = (loop: boolean): void => present(lesson.slug, `${stage.start}: ${lesson.title}`, { loop });
  const step = Math.min(lesson.current, lesson.steps.length - 1);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={text.menu}>
          <MoreHorizontal size={16} />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={controls.menu} align="end" sideOffset={4}>
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => void engine.call('lesson-step', { step })}>
            {text.again}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => void engine.call('close-lesson', null)}>
            {text.leave}
          </DropdownMenu.Item>
          <p className={controls.menuLabel}>{text.leaveNote}</p>
          <div className={controls.menuLine} />
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => play(false)} data-testid="present">
            <Presentation size={15} aria-hidden="true" /> {stage.start}
          </DropdownMenu.Item>
          <p className={controls.menuLabel}>{stage.startNote}</p>
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => play(true)}>
            <RefreshCcw size={15} aria-hidden="true" /> {stage.booth}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
