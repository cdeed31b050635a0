// The terminal's further tools: side by side, size, copying, explanations.
import { ALargeSmall, Columns2, Copy, GitCompare, HelpCircle, MoreHorizontal, Square } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import controls from '../controls/controls.module.css';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { usePreferences } from '../state/preferences.ts';
import { copyScreen, focusTerminal, setFontSize, toggleSplit, useTerminals } from './terminals.ts';

export function TerminalTools() {
  const text = useToolsText().terminal;
  const pair = useTerminals((state) => state.pair);
  const { fontSize, suggestions, screenReader, set } = usePreferences();
  const { show } = useDialogs.getState();
  return (
    <>
      <p id="terminal-keys-note" className="visually-hidden">
        {text.keysNote}
      </p>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className={controls.iconButton} aria-label={text.menu} data-tip={text.menu} data-testid="terminal-tools">
          <MoreHorizontal size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={controls.menu} align="end" sideOffset={6}>
            <DropdownMenu.Item className={controls.menuItem} onSelect={() => show('explain')}>
              <HelpCircle size={15} /> {text.explain}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={controls.menuItem} onSelect={() => show('changes')}>
              <GitCompare size={15} /> {text.changes}
            </DropdownMenu.Item>
            <div className={controls.menuLine} />
            <DropdownMenu.Item className={controls.menuItem} onSelect={toggleSplit}>
              {pair ? <Square size={15} /> : <Columns2 size={15} />} {pair ? text.unsplit : text.split}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={controls.menuItem} onSelect={() => void copyScreen().then(() => focusTerminal())}>
              <Copy size={15} /> {text.copy}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={controls.menuItem} onSelect={(event) => (event.preventDefault(), setFontSize(fontSize + 1))}>
              <ALargeSmall size={15} /> {text.bigger} <code>{fontSize}px</code>
            </DropdownMenu.Item>
            <DropdownMenu.Item className={controls.menuItem} onSelect={(event) => (event.preventDefault(), setFontSize(fontSize - 1))}>
              <ALargeSmall size={13} /> {text.smaller}
            </DropdownMenu.Item>
            <div className={controls.menuLine} />
            <Switch label={text.suggestions} checked={suggestions} onChange={(value) => set({ suggestions: value })} />
            <Switch label={text.screenReader} checked={screenReader} onChange={(value) => set({ screenReader: value })} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </>
  );
}

function Switch({ label, checked, onChange }: { readonly label: string; readonly checked: boolean; readonly onChange: (value: boolean) => void }) {
  return (
    <DropdownMenu.CheckboxItem className={controls.menuItem} checked={checked} onCheckedChange={onChange} onSelect={(event) => event.preventDefault()}>
      <span className={controls.check}>
        <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
      </span>
      {label}
    </DropdownMenu.CheckboxItem>
  );
}
