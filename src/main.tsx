// The page's first lines: the engine's worker starts at once, then React draws.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app/styles/tokens.css';
import './app/styles/base.css';
import { startEngine } from './app/state/engine.ts';
import { App } from './app/app.tsx';
import { applyPreferences } from './app/state/preferences.ts';

startEngine();
applyPreferences();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
