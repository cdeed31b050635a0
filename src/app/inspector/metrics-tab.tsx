// How much CPU and memory a Pod or node uses over time, as the metrics API tells it; where there is none the tab says so.
import { useEffect, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useClock } from '../state/clock.ts';
import { engine } from '../state/engine.ts';
import styles from './metrics.module.css';
import { amountOf, type Sample, sampleOf } from './metrics.ts';

const ASK_MS = 15_000;
const KEPT = 120;

export function MetricsTab({ object }: { readonly object: ObjectSummary }) {
  const words = useRooms().metrics;
  const { kind, namespace, name } = object;
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [missing, setMissing] = useState('');
  const tick = useClock((clock) => Math.floor(clock.nowMs / ASK_MS));
  useEffect(() => {
    let wanted = true;
    const path = kind === 'nodes' ? `/apis/metrics.k8s.io/v1beta1/nodes/${name}` : `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods/${name}`;
    engine
      .request({ method: 'GET', path })
      .then(({ code, body }) => {
        if (!wanted) return;
        const { message = '' } = (body ?? {}) as { readonly message?: string };
        setMissing(code === 200 ? '' : message);
        if (code === 200) setSamples((before) => (before.at(-1)?.atMs === sampleOf(body).atMs ? before : [...before, sampleOf(body)].slice(-KEPT)));
      })
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [kind, namespace, name, tick]);
  if (samples.length === 0) {
    return (
      <div className={styles.none}>
        <p>{words.none}</p>
        {missing !== '' && <code>{missing}</code>}
      </div>
    );
  }
  const asked = object.kind === 'pods' || object.kind === 'nodes' ? object : undefined;
  return (
    <>
      <Graph title={words.cpu} unit="m" values={samples.map((sample) => sample.cpuMilli)} limit={asked?.cpuMilli ?? 0} />
      <Graph title={words.memory} unit="Mi" values={samples.map((sample) => sample.memoryMiB)} limit={asked?.memoryMiB ?? 0} />
    </>
  );
}

const WIDTH = 300;
const HEIGHT = 84;

function Graph({ title, unit, values, limit }: { readonly title: string; readonly unit: string; readonly values: readonly number[]; readonly limit: number }) {
  const words = useRooms().metrics;
  const top = Math.max(limit, ...values, 1) * 1.1;
  const x = (i: number): number => (values.length === 1 ? WIDTH : (i / (values.length - 1)) * WIDTH);
  const y = (value: number): number => HEIGHT - (value / top) * HEIGHT;
  const line = values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)},${y(value).toFixed(1)}`).join('');
  const now = `${amountOf(values.at(-1) ?? 0)}${unit}`;
  return (
    <figure className={styles.graph}>
      <figcaption>
        {title} <strong>{now}</strong>
        {limit > 0 && <span>{words.requested(`${limit}${unit}`)}</span>}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${title} ${now}`}>
        {limit > 0 && <line x1="0" x2={WIDTH} y1={y(limit)} y2={y(limit)} className={styles.limit} />}
        <path d={`${line}L${WIDTH},${HEIGHT}L${x(0)},${HEIGHT}Z`} className={styles.area} />
        <path d={line} className={styles.line} />
      </svg>
    </figure>
  );
}
