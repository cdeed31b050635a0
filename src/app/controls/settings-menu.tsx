// The rest of the settings, and what starts the session anew.
import { Check, Download, Keyboard, RotateCcw, Settings, Undo2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useText } from '../i18n/text.ts';
import { useToolsText } from '../i18n/tools-text.ts';
import { restartEngine } from '../state/engine.ts';
import { useDialogs } from '../state/dialogs.ts';
import { type Narration, type Theme, usePreferences } from '../state/preferences.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import styles from './controls.module.css';
import { exportOpenSession } from './session-files.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];
const narrations: readonly Narration[] = ['off', 'problems', 'normal', 'all'];

export function SettingsMenu() {
  const text = useText();
  const tools = useToolsText();
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
            <NarrationItems />
            <div className={styles.menuLine} />
            <SwitchItems />
            <div className={styles.menuLine} />
            <DropdownMenu.Item className={styles.menuItem} onSelect={() => useDialogs.getState().show('keys')}>
              <Keyboard size={15} /> {tools.keys.title} <code>?</code>
            </DropdownMenu.Item>
            <DropdownMenu.Item className={styles.menuItem} onSelect={() => restartEngine('undo')}>
              <Undo2 size={15} /> {text.header.undo}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={styles.menuItem} onSelect={() => void exportOpenSession()}>
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
  const tools = useToolsText();
  const names: Record<Theme, string> = { contrast: tools.settings.contrast, system: text.header.themeSystem, light: text.header.themeLight, dark: text.header.themeDark };
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

function NarrationItems() {
  const text = useToolsText().settings;
  const { narration, set } = usePreferences();
  return (
    <DropdownMenu.RadioGroup value={narration} onValueChange={(value) => set({ narration: value as Narration })}>
      <DropdownMenu.Label className={styles.menuLabel}>{text.narration}</DropdownMenu.Label>
      {narrations.map((name) => (
        <DropdownMenu.RadioItem key={name} value={name} className={styles.menuItem} onSelect={(event) => event.preventDefault()}>
          <span className={styles.check}>
            <DropdownMenu.ItemIndicator>
              <Check size={14} />
            </DropdownMenu.ItemIndicator>
          </span>
          {text.narrations[name]}
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
