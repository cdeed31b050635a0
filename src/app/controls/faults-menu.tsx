// What can be made to go wrong, what is wrong now, and the command line that each of it equals.
import { Zap, HeartPulse } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type FormEvent, useEffect, useState } from 'react';
import type { FaultInfo, FaultOption, FaultSummary } from '../../bridge/protocol.ts';
import { useToolsText } from '../i18n/tools-text.ts';
import { usePreferences } from '../state/preferences.ts';
import { engine } from '../state/engine.ts';
import { useSession } from '../state/session.ts';
import { CommandText } from './command-text.tsx';
import controls from './controls.module.css';
import styles from './faults-menu.module.css';

type Values = Readonly<Record<string, string>>;

export function FaultsMenu() {
  const text = useToolsText().faults;
  const faults = useSession((session) => session.faults);
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.trigger} data-active={faults.length > 0} aria-label={faults.length > 0 ? `${text.title}: ${text.active(faults.length)}` : text.title} data-tip={text.title} data-testid="faults">
        <Zap size={16} aria-hidden="true" />
        {faults.length > 0 && <span>{text.active(faults.length)}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} align="end" sideOffset={6} aria-label={text.title}>
          <p className={styles.about}>{text.about}</p>
          <Active faults={faults} />
          <Breaker />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function useTitle(): (name: string) => string {
  const { kinds } = useToolsText().faults;
  return (name) => kinds[name]?.[0] ?? name;
}

function Active({ faults }: { readonly faults: readonly FaultSummary[] }) {
  const text = useToolsText().faults;
  const title = useTitle();
  if (faults.length === 0) return <p className={styles.none}>{text.none}</p>;
  return (
    <ul className={styles.active} data-testid="active-faults">
      {faults.map(({ id, name, target }) => (
        <li key={id}>
          <Zap size={14} aria-hidden="true" />
          <span>
            {title(name)} {target !== '' && <code>{target}</code>}
          </span>
          <button type="button" className={controls.button} data-tip={`chaos heal ${name} ${target}`.trim()} onClick={() => void engine.call('heal-fault', { id })}>
            <HeartPulse size={14} aria-hidden="true" /> {text.heal}
          </button>
        </li>
      ))}
      {faults.length > 1 && (
        <li>
          <button type="button" className={controls.button} data-tip="chaos heal" onClick={() => faults.forEach(({ id }) => void engine.call('heal-fault', { id }))}>
            {text.healAll}
          </button>
        </li>
      )}
    </ul>
  );
}

function Breaker() {
  const text = useToolsText().faults;
  const title = useTitle();
  const [catalogue, setCatalogue] = useState<readonly FaultInfo[]>([]);
  const [name, setName] = useState('');
  useEffect(() => {
    engine.call('fault-catalogue', null).then(
      (all) => {
        setCatalogue(all);
        setName((before) => before || (all[0]?.name ?? ''));
      },
      () => undefined,
    );
  }, []);
  const info = catalogue.find((fault) => fault.name === name);
  return (
    <div className={styles.breaker}>
      <label className={styles.field}>
        {text.pick}
        <select className={controls.select} value={name} onChange={(event) => setName(event.target.value)} data-testid="fault-kind">
          {catalogue.map((fault) => (
            <option key={fault.name} value={fault.name}>
              {title(fault.name)}
            </option>
          ))}
        </select>
      </label>
      {info && <Details key={info.name} info={info} />}
    </div>
  );
}

/** The line that does the same at the prompt. */
export function chaosLine(info: FaultInfo, target: string, values: Values): string {
  const options = info.options.filter((option) => values[option.name] !== undefined && values[option.name] !== String(option.default));
  return ['chaos', info.name, ...(info.target === 'none' ? [] : [target]), ...options.map((option) => `${option.name}=${values[option.name]}`)].join(' ').trim();
}

function Details({ info }: { readonly info: FaultInfo }) {
  const text = useToolsText().faults;
  const english = usePreferences((preferences) => preferences.language) === 'en';
  const [targets, setTargets] = useState<readonly string[]>([]);
  const [target, setTarget] = useState('');
  const [values, setValues] = useState<Values>({});
  const [failure, setFailure] = useState('');
  useEffect(() => {
    if (info.target === 'none') return;
    engine.call('fault-targets', { name: info.name }).then(
      (all) => {
        setTargets(all);
        setTarget((before) => (all.includes(before) ? before : (all[0] ?? '')));
      },
      () => undefined,
    );
  }, [info]);
  const able = info.target === 'none' || target !== '';
  const apply = (event: FormEvent): void => {
    event.preventDefault();
    const options = Object.fromEntries(info.options.map((option) => [option.name, option.kind === 'number' ? Number(values[option.name] ?? option.default) : (values[option.name] ?? option.default)]));
    engine.call('apply-fault', { name: info.name, args: { target, ...options } }).then(
      () => setFailure(''),
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <form onSubmit={apply}>
      <p className={styles.words}>{english ? info.about : (text.kinds[info.name]?.[1] ?? info.about)}</p>
      {info.momentary && <p className={styles.words}>{text.momentary}</p>}
      {info.target !== 'none' && (
        <label className={styles.field}>
          {text.targets[info.target] || text.target}
          {targets.length === 0 ? (
            <span className={styles.words}>{text.noTargets}</span>
          ) : (
            <select className={controls.select} value={target} onChange={(event) => setTarget(event.target.value)} data-testid="fault-target">
              {targets.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </label>
      )}
      {info.options.map((option) => (
        <Option key={option.name} option={option} value={values[option.name] ?? String(option.default)} onChange={(value) => setValues({ ...values, [option.name]: value })} />
      ))}
      <p className={styles.equals}>
        {text.command}
        <CommandText line={chaosLine(info, target, values)} />
      </p>
      {failure !== '' && (
        <p className={styles.bad} role="alert">
          {text.failed(failure)}
        </p>
      )}
      <button type="submit" className={controls.danger} disabled={!able} data-testid="apply-fault">
        {text.apply}
      </button>
    </form>
  );
}

function Option({ option, value, onChange }: { readonly option: FaultOption; readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <label className={styles.field}>
      <code>{option.name}</code>
      {option.kind === 'choice' ? (
        <select className={controls.select} value={value} onChange={(event) => onChange(event.target.value)}>
          {(option.choices ?? []).map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input className={styles.number} type="number" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </label>
  );
}
