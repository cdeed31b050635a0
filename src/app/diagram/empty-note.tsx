// What a view says while there is nothing to draw, with a command that changes that.
import { useText } from '../i18n/text.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import styles from './canvas.module.css';

const starts = {
  workloads: 'kubectl create deployment web --image=nginx --replicas=3',
  network: 'kubectl expose deployment web --port=80',
};

export function EmptyNote({ view }: { readonly view: keyof typeof starts }) {
  const text = useText();
  return (
    <div className={styles.empty}>
      <p>{view === 'workloads' ? text.diagram.noWorkloads : text.diagram.noServices}</p>
      <p>{text.diagram.noWorkloadsHelp}</p>
      <button type="button" className={styles.start} onClick={() => runInTerminal(starts[view])}>
        <code>{starts[view]}</code>
      </button>
    </div>
  );
}
