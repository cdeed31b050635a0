// Asks for the number of replicas, or whether something shall really be deleted; both run as kubectl in the terminal.
import { type FormEvent, useState } from 'react';
import { CommandText } from '../controls/command-text.tsx';
import dialog from '../controls/dialog.module.css';
import { FormDialog } from '../controls/form-dialog.tsx';
import { type Action, actionsOf, withNumber } from '../inspector/actions.ts';
import { useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { useDialogs } from '../state/dialogs.ts';
import { useSelection } from '../state/selection.ts';
import { runInTerminal } from '../terminal/terminals.ts';

function usePicked(id: 'scale' | 'delete'): Action | undefined {
  const [action] = useState(() => {
    const { uid } = useSelection.getState();
    const object = uid === undefined ? undefined : useCluster.getState().objects.get(uid);
    return object && actionsOf(object).find((one) => one.id === id);
  });
  return action;
}

function run(event: FormEvent, line: string): void {
  event.preventDefault();
  useDialogs.getState().close();
  runInTerminal(line);
}

export function ScaleDialog() {
  const text = useText();
  const action = usePicked('scale');
  const [value, setValue] = useState(action?.number?.value ?? 1);
  if (!action) return null;
  const line = withNumber(action, value);
  return (
    <FormDialog title={text.inspector.replicas} confirm={text.editor.apply} onSubmit={(event) => run(event, line)}>
      <label className={dialog.field}>
        {text.inspector.replicas}
        <input className={dialog.input} type="number" min={0} max={1000} value={value} onChange={(event) => setValue(Math.max(0, Number(event.target.value)))} />
      </label>
      <p className={dialog.text}>
        <CommandText line={line} />
      </p>
    </FormDialog>
  );
}

export function DeleteDialog() {
  const text = useText();
  const action = usePicked('delete');
  if (!action) return null;
  return (
    <FormDialog title={text.inspector.delete} confirm={text.inspector.delete} onSubmit={(event) => run(event, action.line)}>
      <p className={dialog.text}>
        <CommandText line={action.line} />
      </p>
    </FormDialog>
  );
}
