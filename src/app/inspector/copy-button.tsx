// Puts a text into the clipboard and says that it is there.
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import controls from '../controls/controls.module.css';
import { useText } from '../i18n/text.ts';

const SAID_MS = 1500;

export function CopyButton({ text: copied, label }: { readonly text: string; readonly label?: string }) {
  const text = useText();
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(copied);
    setDone(true);
    setTimeout(() => setDone(false), SAID_MS);
  };
  return (
    <button type="button" className={controls.button} disabled={copied === ''} onClick={() => void copy()}>
      {done ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      {done ? text.copied : (label ?? text.copy)}
    </button>
  );
}
