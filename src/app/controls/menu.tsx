// The page's one drop-down menu: a button, and what stands in it. Arrows, Home, End and letters go through it, Escape and a click elsewhere close it, and the button has the keyboard back.
import { Check, Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './controls.module.css';

interface MenuProps {
  /** What the button is called. */
  readonly label: string;
  /** Three dots where nothing says it better. */
  readonly icon?: ReactNode;
  readonly align?: 'start' | 'end';
  readonly buttonClass?: string | undefined;
  readonly testId?: string;
  /** What is chosen takes the keyboard itself: the button does not get it back. */
  readonly passesFocus?: boolean;
  readonly children: ReactNode;
}

export function Menu({ label, icon, align = 'end', buttonClass, testId, passesFocus = false, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={buttonClass ?? styles.iconButton} aria-label={label} data-tip={label} data-testid={testId}>
        {icon ?? <Ellipsis size={16} />}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align={align} sideOffset={6} collisionPadding={8} loop aria-label={label} onCloseAutoFocus={(event) => passesFocus && event.preventDefault()}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  readonly icon?: ReactNode;
  /** Its name, where it shows none. */
  readonly label?: string;
  /** The command line that does the same. */
  readonly line?: string;
  /** A key or a value, at the end. */
  readonly aside?: string;
  readonly disabled?: boolean;
  /** The menu stays, so that it can be chosen again. */
  readonly stays?: boolean;
  readonly grows?: boolean;
  readonly testId?: string;
  readonly onSelect: () => void;
  readonly children?: ReactNode;
}

export function MenuItem({ icon, label, line, aside, disabled = false, stays = false, grows = false, testId, onSelect, children }: ItemProps) {
  return (
    <DropdownMenu.Item
      className={styles.menuItem} disabled={disabled} aria-label={label} data-tip={label} data-testid={testId} data-grows={grows}
      onSelect={(event) => {
        if (stays) event.preventDefault();
        onSelect();
      }}
    >
      {icon}
      {children !== undefined && (
        <span className={styles.menuWords}>
          {children}
          {line !== undefined && <code>{line}</code>}
        </span>
      )}
      {aside !== undefined && <span className={styles.menuAside}>{aside}</span>}
    </DropdownMenu.Item>
  );
}

const Indicator = () => (
  <span className={styles.check}>
    <DropdownMenu.ItemIndicator>
      <Check size={14} />
    </DropdownMenu.ItemIndicator>
  </span>
);

interface CheckProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

/** A switch; the menu stays open, so that one sees what it does. */
export function MenuCheck({ checked, onChange, children }: CheckProps) {
  return (
    <DropdownMenu.CheckboxItem className={styles.menuItem} checked={checked} onCheckedChange={onChange} onSelect={(event) => event.preventDefault()}>
      <Indicator />
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, words: string])[];
  readonly onChange: (value: T) => void;
}

/** One of several. */
export function MenuChoice<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as T)} aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {choices.map(([name, words]) => (
        <DropdownMenu.RadioItem key={name} value={name} className={styles.menuItem} onSelect={(event) => event.preventDefault()}>
          <Indicator />
          {words}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** A heading above items. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className={styles.menuLabel}>{children}</DropdownMenu.Label>;
}

/** A sentence below an item, or instead of items. */
export function MenuNote({ children }: { readonly children: ReactNode }) {
  return <p className={styles.menuNote}>{children}</p>;
}

export function MenuLine() {
  return <DropdownMenu.Separator className={styles.menuLine} />;
}
