// The cluster at a glance, while nothing is picked: how many of what, what is wrong, what happened last.
import { CircleCheck } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { ObjectSummary, PodState } from '../../bridge/summary.ts';
import { isTrouble } from '../diagram/dimming.ts';
import { KindIcon } from '../diagram/kind-icon.tsx';
import { PodGlyph } from '../diagram/pod-glyph.tsx';
import { podStates } from '../diagram/pod-shapes.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { useCluster, useObject } from '../state/cluster.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { isSystemNamespace } from '../state/system.ts';
import { ageText } from '../time/format.ts';
import { useVirtualSecond } from '../time/use-virtual-second.ts';
import { kindNameOf } from './facts.ts';
import styles from './overview.module.css';

const PROBLEMS = 8;
const EVENTS = 6;

type Shown = (namespace: string) => boolean;

function useShown(): Shown {
  const { namespace, systemShown } = usePreferences();
  return (one) => (namespace !== '' ? one === '' || one === namespace : systemShown || !isSystemNamespace(one));
}

function isWrong(object: ObjectSummary): boolean {
  if (object.kind === 'pods') return isTrouble(object.state);
  if (object.kind === 'nodes') return object.ready !== 'True';
  return 'desired' in object && object.kind !== 'jobs' && object.kind !== 'cronjobs' && object.kind !== 'replicasets' && object.ready < object.desired;
}

/** Not all of it is there yet, but all of it is coming: nothing in it has gone wrong. */
function isUnderWay(state: ReturnType<typeof useCluster.getState>, uid: string): boolean {
  const owners = [uid, ...(state.members.get('replicasets') ?? []).filter((one) => state.objects.get(one)?.owner === uid)];
  const pods = owners.flatMap((owner) => state.underOwners.slots(owner)).flatMap((pod) => state.objects.get(pod ?? '') ?? []);
  return pods.length > 0 && pods.every((pod) => pod.kind === 'pods' && !isTrouble(pod.state)) && pods.some((pod) => pod.kind === 'pods' && pod.state !== 'ready');
}

export function Overview() {
  const words = useRooms().overview;
  return (
    <div className={styles.overview}>
      <h2>{words.title}</h2>
      <p className={styles.hint}>{words.hint}</p>
      <Counts />
      <Problems />
      <LatestEvents />
    </div>
  );
}

function Counts() {
  const text = useText();
  const words = useRooms().overview;
  const shown = useShown();
  const counts = useCluster(
    useShallow((state) => {
      const tally: Record<string, number> = {};
      const add = (name: string): void => void (tally[name] = (tally[name] ?? 0) + 1);
      for (const object of state.objects.values()) {
        if (!shown(object.namespace)) continue;
        if (object.kind === 'pods') add(`pod ${object.state}`);
        else if (object.kind === 'nodes') add(object.ready === 'True' ? 'ready' : 'down');
        else if (object.kind === 'services') add('services');
        else if ('desired' in object && object.owner === '') add('workloads');
      }
      return tally;
    }),
  );
  const { ready = 0, down = 0, services = 0, workloads = 0 } = counts;
  const pods = podStates.flatMap((state): [PodState, number][] => ((counts[`pod ${state}`] ?? 0) > 0 ? [[state, counts[`pod ${state}`] ?? 0]] : []));
  return (
    <>
      <dl className={styles.counts}>
        <Count label={words.nodes} value={down > 0 ? `${ready}/${ready + down}` : String(ready)} bad={down > 0} />
        <Count label={words.workloads} value={String(workloads)} />
        <Count label={words.services} value={String(services)} />
        <Count label={words.pods} value={String(pods.reduce((sum, [, count]) => sum + count, 0))} />
      </dl>
      {pods.length > 0 && (
        <ul className={styles.states} aria-label={words.pods}>
          {pods.map(([state, count]) => (
            <li key={state}>
              <PodGlyph state={state} size={15} />
              {text.podStates[state]} <strong>{count}</strong>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Count({ label, value, bad = false }: { readonly label: string; readonly value: string; readonly bad?: boolean }) {
  return (
    <div data-bad={bad}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Problems() {
  const words = useRooms().overview;
  const shown = useShown();
  const wrong = useCluster(useShallow((state) => [...state.objects.values()].filter((object) => shown(object.namespace) && isWrong(object)).map(({ uid }) => uid)));
  return (
    <section className={styles.section} aria-labelledby="overview-problems">
      <h3 id="overview-problems">{words.problems}</h3>
      {wrong.length === 0 ? (
        <p className={styles.well}>
          <CircleCheck size={15} aria-hidden="true" /> {words.noProblems}
        </p>
      ) : (
        <ul className={styles.rows}>
          {wrong.slice(0, PROBLEMS).map((uid) => (
            <Problem key={uid} uid={uid} />
          ))}
        </ul>
      )}
      {wrong.length > PROBLEMS && <p className={styles.hint}>{words.more(wrong.length - PROBLEMS)}</p>}
    </section>
  );
}

function Problem({ uid }: { readonly uid: string }) {
  const text = useText();
  const object = useObject(uid);
  const underWay = useCluster((known) => isUnderWay(known, uid));
  if (!object) return null;
  const state = object.kind === 'pods' ? text.podStates[object.state] : 'desired' in object ? text.diagram.readyOf(object.ready, object.desired) : text.diagram.notReady;
  return (
    <li data-busy={underWay}>
      <button type="button" onClick={() => useSelection.getState().select(uid)}>
        {object.kind === 'pods' ? <PodGlyph state={object.state} size={16} /> : <KindIcon kind={object.kind} size={16} />}
        <span>
          <strong>{object.name}</strong>
          <small>
            {kindNameOf(object.kind)} · {state}
          </small>
        </span>
      </button>
    </li>
  );
}

function LatestEvents() {
  const words = useRooms().overview;
  const shown = useShown();
  const nowMs = useVirtualSecond();
  const events = useCluster(useShallow((state) => state.events.filter(({ namespace, aboutKind }) => shown(aboutKind === 'Node' ? '' : namespace)).slice(-EVENTS)));
  if (events.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="overview-events">
      <h3 id="overview-events">{words.events}</h3>
      <ul className={styles.rows}>
        {events.toReversed().map((event) => (
          <li key={event.uid} data-warning={event.warning}>
            <button type="button" className={styles.event} onClick={() => useSelection.getState().select(event.aboutUid)}>
              <strong>{event.reason}</strong>
              <time>{ageText(nowMs - event.lastMs)}</time>
              <small>
                {event.aboutKind}/{event.aboutName}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
