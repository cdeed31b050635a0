// The keys of a stage: those that a clicker sends work everywhere, letters only where nothing is being typed.
import { useEffect } from 'react';
import { nextScene, previousScene, toggleBlank, useShow } from './show.ts';
import { useTerminals } from '../terminal/terminals.ts';
import type { Tool } from './stage-tools.tsx';

const tools: Readonly<Record<string, Tool>> = { l: 'laser', s: 'spotlight', d: 'draw', z: 'zoom' };

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

export function useStageKeys(onTool: (tool: Tool) => void, onEscape: () => void): void {
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!act(event, onTool, onEscape)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', key, true);
    // A terminal that was made anew takes the keyboard; on stage only a click may give it that.
    letGo();
    const stop = useTerminals.subscribe((now, before) => now.round !== before.round && letGo());
    return () => {
      stop();
      window.removeEventListener('keydown', key, true);
    };
  }, [onTool, onEscape]);
}

function letGo(): void {
  setTimeout(() => document.activeElement instanceof HTMLTextAreaElement && document.activeElement.blur(), 50);
}

/** True where the key was the stage's. */
function act(event: KeyboardEvent, onTool: (tool: Tool) => void, onEscape: () => void): boolean {
  const name = event.key.toLowerCase();
  if (name === 'pagedown') nextScene();
  else if (name === 'pageup') void previousScene();
  else if (typing(event.target)) return false;
  else if (name === 'arrowright' && document.activeElement === document.body) nextScene();
  else if (name === 'arrowleft' && document.activeElement === document.body) void previousScene();
  else if (name === 'b' || name === '.') toggleBlank();
  else if (tools[name]) onTool(tools[name]);
  else if (name === 'escape') {
    onEscape();
    if (useShow.getState().blank) toggleBlank();
  } else return false;
  return true;
}
