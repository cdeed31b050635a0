// The dialog that hands out the link to exactly this state: to copy, as a QR code, to embed, or as a file when it is too long.
import { Check, Copy, Download } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import { encode } from 'uqr';
import controls from '../controls/controls.module.css';
import dialog from '../controls/dialog.module.css';
import { exportOpenSession } from '../controls/session-files.ts';
import { useLearnText } from '../i18n/learn-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { makeLink, type SharedLink } from './share-link.ts';
import styles from './share.module.css';

type State = 'making' | 'too-big' | 'failed' | SharedLink;

/** What a QR code of the largest size holds, in bytes. */
const LONGEST_QR = 2900;

export function ShareDialog() {
  const text = useLearnText().share;
  return (
    <Dialog.Root open onOpenChange={(wanted) => !wanted && useDialogs.getState().close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.overlay} />
        <Dialog.Content className={dialog.dialog} data-testid="share">
          <Dialog.Title className={dialog.title}>{text.title}</Dialog.Title>
          <Dialog.Description className={dialog.text}>{text.text}</Dialog.Description>
          <Made />
          <div className={dialog.buttons}>
            <button type="button" className={controls.button} onClick={() => void exportOpenSession()}>
              <Download size={14} aria-hidden="true" /> {text.file}
            </button>
            <Dialog.Close className={controls.button}>{text.close}</Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Is there only while the dialog is open: each time the link is made anew. */
function Made() {
  const text = useLearnText().share;
  const [state, setState] = useState<State>('making');
  useEffect(() => {
    let wanted = true;
    makeLink().then(
      (link) => wanted && setState(link ?? 'too-big'),
      () => wanted && setState('failed'),
    );
    return () => {
      wanted = false;
    };
  }, []);
  if (typeof state === 'object') return <Link link={state} />;
  return (
    <p role="status" className={styles.status}>
      {state === 'making' ? text.making : state === 'failed' ? text.failed : text.tooBig}
    </p>
  );
}

function Link({ link }: { readonly link: SharedLink }) {
  const text = useLearnText().share;
  const embedded = `<iframe src="${link.url.replace('#', '?embed#')}" width="960" height="600" title="Kubarium"></iframe>`;
  return (
    <>
      <div className={styles.line}>
        <input className={dialog.input} readOnly value={link.url} aria-label={text.label} data-testid="share-link" onFocus={(event) => event.currentTarget.select()} />
        <CopyButton text={link.url} label={text.copy} primary />
      </div>
      <p className={styles.note}>{text.size((link.characters / 1024).toFixed(1))}</p>
      {link.url.length <= LONGEST_QR ? <QrCode text={link.url} label={text.qr} /> : <p className={styles.note}>{text.noQr}</p>}
      <div className={styles.line}>
        <span className={styles.note}>{text.embed}</span>
        <CopyButton text={embedded} label={text.copyCode} />
      </div>
    </>
  );
}

function CopyButton({ text, label, primary = false }: { readonly text: string; readonly label: string; readonly primary?: boolean }) {
  const { copied } = useLearnText().share;
  const [done, setDone] = useState(false);
  return (
    <button type="button" className={primary ? controls.primary : controls.button} onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}>
      {done ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />} <span role="status">{done ? copied : label}</span>
    </button>
  );
}

/** Dark on light in every theme: cameras expect it. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
