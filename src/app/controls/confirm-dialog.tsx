// Asks before something is thrown away.
import { Dialog } from 'radix-ui';
import { useText } from '../i18n/text.ts';
import controls from './controls.module.css';
import styles from './dialog.module.css';

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly question: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
}

export function ConfirmDialog({ open, onOpenChange, title, question, confirm, onConfirm }: Props) {
  const text = useText();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.dialog}>
          <Dialog.Title className={styles.title}>{title}</Dialog.Title>
          <Dialog.Description className={styles.text}>{question}</Dialog.Description>
          <div className={styles.buttons}>
            <Dialog.Close className={controls.button}>{text.cancel}</Dialog.Close>
            <Dialog.Close className={controls.primary} onClick={onConfirm}>
              {confirm}
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
