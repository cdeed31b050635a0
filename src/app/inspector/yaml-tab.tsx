// An object as text: its YAML (where each line knows who wrote it), what kubectl describe says, and how it changed.
import { useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import controls from '../controls/controls.module.css';
import { useRooms } from '../i18n/rooms.ts';
import { ChangesView } from './changes-view.tsx';
import { DescribeView } from './describe-view.tsx';
import styles from './inspector.module.css';
import { YamlView } from './yaml-view.tsx';

const forms = ['yaml', 'describe', 'changes'] as const;
type Form = (typeof forms)[number];

export function YamlTab({ object }: { readonly object: ObjectSummary }) {
  const words = useRooms().texts;
  const [form, setForm] = useState<Form>('yaml');
  return (
    <>
      <div className={styles.forms}>
        <div className={controls.segmented} role="group" aria-label={words.form}>
          {forms.map((one) => (
            <button key={one} type="button" className={controls.segment} aria-pressed={form === one} onClick={() => setForm(one)}>
              {words[one]}
            </button>
          ))}
        </div>
      </div>
      {form === 'yaml' && <YamlView object={object} />}
      {form === 'describe' && <DescribeView object={object} />}
      {form === 'changes' && <ChangesView object={object} />}
    </>
  );
}
