// An object as YAML, the way kubectl prints it; managed fields are folded away until they are wanted.
import { useEffect, useMemo, useState } from 'react';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import type { ObjectSummary } from '../../bridge/summary.ts';
import controls from '../controls/controls.module.css';
import { useText } from '../i18n/text.ts';
import styles from './inspector.module.css';
import { useWhole } from './use-whole.ts';

type Dump = (value: Json) => string;

// Loaded when somebody looks.
let loaded: Promise<Dump> | undefined;
function loadDump(): Promise<Dump> {
  loaded ??= import('../../engine/kube/yaml.ts').then((module) => module.formatYaml);
  return loaded;
}

export function YamlTab({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const whole = useWhole(object);
  const [dump, setDump] = useState<Dump | undefined>(undefined);
  const [managed, setManaged] = useState(false);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    void loadDump().then((ready) => setDump(() => ready));
  }, []);
  const yaml = useMemo(() => (whole && dump ? dump(managed ? whole : withoutManagedFields(whole)) : ''), [whole, dump, managed]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(yaml);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <>
      <div className={styles.tools}>
        <label className={styles.check}>
          <input type="checkbox" checked={managed} onChange={(event) => setManaged(event.target.checked)} /> {text.inspector.managedFields}
        </label>
        <button type="button" className={controls.button} onClick={() => void copy()}>
          {copied ? text.copied : text.copy}
        </button>
      </div>
      <pre className={styles.yaml} data-testid="yaml">
        {yaml.split('\n').map((line, i) => (
          <YamlLine key={i} line={line} />
        ))}
      </pre>
    </>
  );
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = (object['metadata'] ?? {}) as JsonObject;
  return { ...object, metadata };
}

const KEYED = /^(\s*(?:- )*)([^\s:][^:]*:)( .*)?$/;

function YamlLine({ line }: { readonly line: string }) {
  const match = KEYED.exec(line);
  if (!match) return <>{`${line}\n`}</>;
  return (
    <>
      {match[1]}
      <span className={styles.yamlKey}>{match[2]}</span>
      <span className={styles.yamlValue}>{match[3]}</span>
      {'\n'}
    </>
  );
}
