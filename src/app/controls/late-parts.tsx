// What is loaded when the prompt is there and belongs to no panel: keys, dialogs, notes across the page.
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { installKeys } from '../commands/keyboard.ts';
import { useShow } from '../present/show.ts';
import { type DialogName, useDialogs } from '../state/dialogs.ts';
import { PastBar } from '../time/past-bar.tsx';
import { Notes } from './notes.tsx';

const dialogs: Readonly<Record<DialogName, ComponentType>> = {
  palette: lazy(() => import('../commands/palette.tsx').then((module) => ({ default: module.Palette }))),
  keys: lazy(() => import('../commands/key-help.tsx').then((module) => ({ default: module.KeyHelp }))),
  sandboxes: lazy(() => import('./sandboxes-dialog.tsx').then((module) => ({ default: module.SandboxesDialog }))),
  skip: lazy(() => import('../time/time-dialogs.tsx').then((module) => ({ default: module.SkipDialog }))),
  bookmark: lazy(() => import('../time/time-dialogs.tsx').then((module) => ({ default: module.BookmarkDialog }))),
  explain: lazy(() => import('../terminal/terminal-dialogs.tsx').then((module) => ({ default: module.ExplainDialog }))),
  changes: lazy(() => import('../terminal/terminal-dialogs.tsx').then((module) => ({ default: module.ChangesDialog }))),
  paste: lazy(() => import('../terminal/terminal-dialogs.tsx').then((module) => ({ default: module.PasteDialog }))),
  scale: lazy(() => import('../commands/object-dialogs.tsx').then((module) => ({ default: module.ScaleDialog }))),
  glossary: lazy(() => import('../lesson/glossary-dialog.tsx').then((module) => ({ default: module.GlossaryDialog }))),
  share: lazy(() => import('../share/share-dialog.tsx').then((module) => ({ default: module.ShareDialog }))),
  delete: lazy(() => import('../commands/object-dialogs.tsx').then((module) => ({ default: module.DeleteDialog }))),
};

const Stage = lazy(() => import('../present/stage.tsx').then((module) => ({ default: module.Stage })));

export function LateParts() {
  const { open, query } = useDialogs();
  useEffect(installKeys, []);
  const presenting = useShow((show) => show.slug !== undefined);
  const Dialog = open && dialogs[open];
  return (
    <>
      <Notes />
      <PastBar />
      {presenting && (
        <Suspense fallback={null}>
          <Stage />
        </Suspense>
      )}
      {Dialog && (
        <Suspense fallback={null}>
          <Dialog key={query} />
        </Suspense>
      )}
    </>
  );
}
