// What can be done with the open lesson besides doing it: begin the step anew, leave it.
import { LogOut, Presentation, RefreshCcw, RotateCcw } from 'lucide-react';
import type { LessonView } from '../../bridge/lesson-view.ts';
import { Menu, MenuItem, MenuLine, MenuNote } from '../controls/menu.tsx';
import { useLearnText } from '../i18n/learn-text.ts';
import { present } from '../present/show.ts';
import { engine } from '../state/engine.ts';

export function LessonMenu({ lesson }: { readonly lesson: LessonView }) {
  const { player: text, present: stage } = useLearnText();
  const play = (loop: boolean): void => present(lesson.slug, `${stage.start}: ${lesson.title}`, { loop });
  const step = Math.min(lesson.current, lesson.steps.length - 1);
  return (
    <Menu label={text.menu}>
      <MenuItem icon={<RotateCcw size={15} />} onSelect={() => void engine.call('lesson-step', { step })}>
        {text.again}
      </MenuItem>
      <MenuItem icon={<LogOut size={15} />} onSelect={() => void engine.call('close-lesson', null)}>
        {text.leave}
      </MenuItem>
      <MenuNote>{text.leaveNote}</MenuNote>
      <MenuLine />
      <MenuItem icon={<Presentation size={15} />} testId="present" onSelect={() => play(false)}>
        {stage.start}
      </MenuItem>
      <MenuNote>{stage.startNote}</MenuNote>
      <MenuItem icon={<RefreshCcw size={15} />} onSelect={() => play(true)}>
        {stage.booth}
      </MenuItem>
    </Menu>
  );
}
