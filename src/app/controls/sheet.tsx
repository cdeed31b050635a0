// A larger dialog that shows something and scrolls: the sandboxes, the keys, an explanation.
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useText } from '../i18n/text.ts';
import { useDialogs } from '../state/dialogs.ts';
import controls from './controls.module.css';
import styles from './dialog.module.css';

interface Props {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

/** Where nothing in it has asked for the keyboard, the dialog takes it itself: no button looks as if it were meant. */
function focusSheet(event: Event): void {
  event.preventDefault();
  (event.currentTarget as HTMLElement).focus();
}

export function Sheet({ title, about, children }: Props) {
  const text = useText();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && useDialogs.getState().close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={`${styles.dialog} ${styles.sheet}`} tabIndex={-1} onOpenAutoFocus={focusSheet} {...(about === undefined ? { 'aria-describedby': undefined } : {})}>
          <div className={styles.head}>
            <Dialog.Title className={styles.title}>{title}</Dialog.Title>
            <Dialog.Close className={controls.iconButton} aria-label={text.close}>
              <X size={16} />
            </Dialog.Close>
          </div>
          {about !== undefined && <Dialog.Description className={styles.text}>{about}</Dialog.Description>}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <div className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
            {children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
