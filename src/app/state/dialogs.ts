// Which of the late dialogs is open: one at a time.
import { create } from 'zustand';

export type DialogName = 'palette' | 'keys' | 'sandboxes' | 'skip' | 'bookmark' | 'explain' | 'changes' | 'paste' | 'scale' | 'delete' | 'share' | 'glossary';

interface Dialogs {
  readonly open: DialogName | undefined;
  /** What the palette begins with. */
  readonly query: string;
  /** What somebody wants to paste, and where. */
  readonly pasted: { readonly terminal: number; readonly text: string };
  readonly show: (open: DialogName, query?: string) => void;
  readonly close: () => void;
}

/** What had the keyboard before the dialog. */
let cameFrom: HTMLElement | undefined;

export const useDialogs = create<Dialogs>((set) => ({
  open: undefined,
  query: '',
  pasted: { terminal: 0, text: '' },
  show: (open, query = '') => {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement !== document.body && !activeElement.closest('[role="dialog"]')) cameFrom = activeElement;
    set({ open, query });
  },
  close: () => {
    set({ open: undefined });
    // A dialog's own field takes the keyboard before the dialog could note who had it: it goes back from here.
    const back = cameFrom;
    setTimeout(() => document.activeElement === document.body && back?.isConnected && back.focus());
  },
}));
