// The page's first lines: the engine's worker starts at once, then React draws. With `?notes` it is the presenter's second window, which has no engine.
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import './app/styles/tokens.css';
import './app/styles/base.css';
import { startEngine } from './app/state/engine.ts';
import { App } from './app/app.tsx';
import { applyPreferences } from './app/state/preferences.ts';

const NotesWindow = lazy(() => import('./app/present/notes-window.tsx').then((module) => ({ default: module.NotesWindow })));
const notes = new URLSearchParams(location.search).has('notes');

if (!notes) startEngine();
applyPreferences();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      {notes ? (
        <Suspense fallback={null}>
          <NotesWindow />
        </Suspense>
      ) : (
        <App />
      )}
    </StrictMode>,
  );
}
