// The rest of the settings, and what starts the session anew.
import { Check, Download, RotateCcw, Settings, Undo2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useText } from '../i18n/text.ts';
import { engine, restartEngine } from '../state/engine.ts';
import { type Theme, usePreferences } from '../state/preferences.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import styles from './controls.module.css';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

async function exportSession(): Promise<void> {
  const session = await engine.call('export-session', null);
  const url = URL.createObjectURL(new Blob([JSON.stringify(session)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `kubarium-${session.seed}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export function SettingsMenu() {
  const text = useText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className={styles.iconButton} aria-label={text.header.settings} data-tip={text.header.settings}>
          <Settings size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} align="end" sideOffset={6}>
            <ThemeItems />
            <div className={styles.menuLine} />
            <SwitchItems />
            <div className={styles.menuLine} />
            <DropdownMenu.Item className={styles.menuItem} onSelect={() => restartEngine('undo')}>
              <Undo2 size={15} /> {text.header.undo}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={styles.menuItem} onSelect={() => void exportSession()}>
              <Download size={15} /> {text.header.exportSession}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={styles.menuItem} onSelect={() => setAsking(true)}>
              <RotateCcw size={15} /> {text.header.newSession}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <ConfirmDialog open={asking} onOpenChange={setAsking} title={text.header.newSession} question={text.header.newSessionAsk} confirm={text.header.newSession} onConfirm={() => restartEngine('fresh')} />
    </>
  );
}

function ThemeItems() {
  const text = useText();
  const { theme, set } = usePreferences();
  const names: Record<Theme, string> = { system: text.header.themeSystem, light: text.header.themeLight, dark: text.header.themeDark };
  return (
    <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => set({ theme: value as Theme })}>
      <DropdownMenu.Label className={styles.menuLabel}>{text.header.theme}</DropdownMenu.Label>
      {themes.map((name) => (
        <DropdownMenu.RadioItem key={name} value={name} className={styles.menuItem}>
          <span className={styles.check}>
            <DropdownMenu.ItemIndicator>
              <Check size={14} />
            </DropdownMenu.ItemIndicator>
          </span>
          {names[name]}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

function SwitchItems() {
  const text = useText();
  const { messages, systemShown, screenReader, set } = usePreferences();
  const items = [
    { label: text.header.showMessages, checked: messages, change: (value: boolean) => set({ messages: value }) },
    { label: text.header.showSystem, checked: systemShown, change: (value: boolean) => set({ systemShown: value }) },
    { label: text.header.screenReader, checked: screenReader, change: (value: boolean) => set({ screenReader: value }) },
  ];
  return items.map(({ label, checked, change }) => (
    <DropdownMenu.CheckboxItem key={label} checked={checked} onCheckedChange={(value) => change(value)} className={styles.menuItem} onSelect={(event) => event.preventDefault()}>
      <span className={styles.check}>
        <DropdownMenu.ItemIndicator>
          <Check size={14} />
        </DropdownMenu.ItemIndicator>
      </span>
      {label}
    </DropdownMenu.CheckboxItem>
  ));
}
