// A dialog with a few fields and a button that does it.
import { Dialog } from 'radix-ui';
import type { FormEvent, ReactNode } from 'react';
import { useText } from '../i18n/text.ts';
import { useDialogs } from '../state/dialogs.ts';
import controls from './controls.module.css';
import styles from './dialog.module.css';

interface Props {
  readonly title: string;
  readonly confirm: string;
  readonly children: ReactNode;
  /** What can be done instead, at the other end of the row of buttons. */
  readonly instead?: ReactNode;
  readonly onSubmit: (event: FormEvent) => void;
}

export function FormDialog({ title, confirm, children, instead, onSubmit }: Props) {
  const text = useText();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && useDialogs.getState().close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.dialog} aria-describedby={undefined}>
          <Dialog.Title className={styles.title}>{title}</Dialog.Title>
          <form onSubmit={onSubmit}>
            {children}
            <div className={styles.buttons}>
              {instead !== undefined && <span className={styles.instead}>{instead}</span>}
              <Dialog.Close className={controls.button}>{text.cancel}</Dialog.Close>
              <button type="submit" className={controls.primary}>
                {confirm}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
