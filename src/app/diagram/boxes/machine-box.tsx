// A node with its Pods in their slots, its room, and what can be done to it.
import { Check, Power, Star, X } from 'lucide-react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { NodeSummary } from '../../../bridge/summary.ts';
import { Menu, MenuItem, MenuLine } from '../../controls/menu.tsx';
import { useRooms } from '../../i18n/rooms.ts';
import { useText } from '../../i18n/text.ts';
import { useCluster, useObjectOf } from '../../state/cluster.ts';
import { engine } from '../../state/engine.ts';
import { useSelection } from '../../state/selection.ts';
import { systemGroup } from '../../state/system.ts';
import { useSession } from '../../state/session.ts';
import { runInTerminal } from '../../terminal/terminals.ts';
import { type Box, gridFor } from '../geometry.ts';
import { KindIcon } from '../kind-icon.tsx';
import { PodField } from '../pod-field.tsx';
import { PodGlyph } from '../pod-glyph.tsx';
import { podName } from '../pod-name.ts';
import { useScheduling } from '../scheduling.ts';
import { MACHINE, machineInnerWidth } from '../views/cluster-layout.ts';
import { useSystemShown } from '../views/use-layouts.ts';
import styles from './boxes.module.css';

export const MachineBox = memo(function MachineBox({ box }: { readonly box: Box }) {
  const uid = box.about;
  const text = useText();
  const node = useObjectOf('nodes', uid);
  const name = node?.name ?? '';
  const selected = useSelection((selection) => selection.uid === uid);
  const off = useSession((session) => session.faults.some((fault) => fault.name === 'stop-node' && fault.target === name));
  const system = useCluster((state) => state.onNodes.slots(systemGroup(name)));
  const shown = useSystemShown();
  if (!node) return null;
  const note = off ? text.diagram.poweredOff : node.ready !== 'True' ? text.diagram.notReady : node.unschedulable ? text.diagram.cordoned : '';
  return (
    <section className={styles.machine} data-ready={node.ready} data-off={off} aria-label={name} data-testid={`node-${name}`}>
      <header className={`${styles.machineHead} drag`}>
        <button type="button" className={`${styles.machineName} nopan nodrag`} aria-pressed={selected} aria-label={text.inspector.select(name)} onClick={() => useSelection.getState().select(uid)}>
          <KindIcon kind="nodes" size={15} />
          {name}
        </button>
        <span className={styles.condition} data-tone={off || node.ready !== 'True' ? 'bad' : node.unschedulable ? 'wait' : 'good'}>
          {note || 'Ready'}
        </span>
        <NodeMenu name={name} unschedulable={node.unschedulable} off={off} />
      </header>
      <Room node={node} />
      <div className={styles.slots}>
        <MachinePods node={name} box={box} />
      </div>
      {shown && system.length > 0 && <SystemStrip slots={system} />}
      <Verdict node={name} />
      {off && <Power className={styles.powerMark} size={40} aria-hidden="true" />}
    </section>
  );
});

/** Apart from the rest of the box, because its Pods come and go all the time. */
function MachinePods({ node, box }: { readonly node: string; readonly box: Box }) {
  const slots = useCluster((state) => state.onNodes.slots(node));
  return <PodField slots={slots} grid={gridFor(slots.length, machineInnerWidth())} origin={{ x: box.x + MACHINE.padding, y: box.y + MACHINE.head }} />;
}

/** The Pods that the cluster itself runs here, smaller than the others. */
function SystemStrip({ slots }: { readonly slots: readonly (string | undefined)[] }) {
  return (
    <div className={styles.strip}>
      {slots.map((uid) => uid !== undefined && <SystemPod key={uid} uid={uid} />)}
    </div>
  );
}

function SystemPod({ uid }: { readonly uid: string }) {
  const text = useText();
  const pod = useObjectOf('pods', uid);
  const selected = useSelection((selection) => selection.uid === uid);
  if (!pod) return null;
  return (
    <button type="button" className={`${styles.stripPod} nopan nodrag`} aria-pressed={selected} data-testid={`pod-${pod.name}`} data-tip={`${pod.name} · ${text.podStates[pod.state]}`} aria-label={`${pod.name}, ${text.podStates[pod.state]}`} onClick={() => useSelection.getState().select(uid)}>
      <PodGlyph state={pod.state} size={13} />
      <span>{podName(pod.name, pod.owner !== '').base}</span>
    </button>
  );
}

/** What the scheduler said of this node about the Pod that is looked at. */
function Verdict({ node }: { readonly node: string }) {
  const words = useRooms().scheduling;
  const report = useScheduling((scheduling) => (scheduling.overlay ? scheduling.report?.nodes.find((one) => one.node === node) : undefined));
  if (!report) return null;
  const refused = report.filters.find((filter) => filter.result === 'refused');
  return (
    <p className={styles.verdict} data-fits={report.fits} data-testid={`verdict-${node}`}>
      {report.fits ? report.chosen ? <Star size={14} aria-hidden="true" /> : <Check size={14} aria-hidden="true" /> : <X size={14} aria-hidden="true" />}
      <span>
        <strong>{refused ? refused.plugin : report.total === null ? words.fits : words.score(report.total)}</strong>
        {refused && <span>{refused.reasons.join('; ')}</span>}
        {report.chosen && <span>{words.chosen}</span>}
      </span>
    </p>
  );
}

/** How much of the node its Pods have asked for. */
function Room({ node }: { readonly node: NodeSummary }) {
  const text = useText();
  const [count, cpu, memory] = useCluster(
    useShallow((state) => {
      let [pods, milli, mebi] = [0, 0, 0];
      for (const uid of [...state.onNodes.slots(node.name), ...state.onNodes.slots(systemGroup(node.name))]) {
        const pod = uid === undefined ? undefined : state.objects.get(uid);
        if (pod?.kind !== 'pods' || pod.state === 'succeeded' || pod.state === 'failed') continue;
        pods += 1;
        milli += pod.cpuMilli;
        mebi += pod.memoryMiB;
      }
      return [pods, milli, mebi] as const;
    }),
  );
  return (
    <dl className={styles.room}>
      <Bar label={text.diagram.cpu} short="CPU" share={cpu / node.cpuMilli} value={`${cpu}m / ${node.cpuMilli}m`} />
      <Bar label={text.diagram.memory} short="MEM" share={memory / node.memoryMiB} value={`${memory}Mi / ${node.memoryMiB}Mi`} />
      <div className={styles.podCount} title={text.diagram.pods}>
        <dt className="visually-hidden">{text.diagram.pods}</dt>
        <dd>
          {count}
          <span>/{node.maxPods}</span>
        </dd>
      </div>
    </dl>
  );
}

function Bar({ label, short, share, value }: { readonly label: string; readonly short: string; readonly share: number; readonly value: string }) {
  const percent = Number.isFinite(share) ? Math.min(100, Math.round(share * 100)) : 0;
  return (
    <div className={styles.bar} title={`${label} ${value}`}>
      <dt>
        <span aria-hidden="true">{short}</span>
        <span className="visually-hidden">{label}</span>
      </dt>
      <dd>
        <span className={styles.barTrack} data-full={percent > 85}>
          <span style={{ transform: `scaleX(${percent / 100})` }} />
        </span>
        <span className="visually-hidden">{value}</span>
      </dd>
    </div>
  );
}

const NodeMenu = memo(function NodeMenu({ name, unschedulable, off }: { readonly name: string; readonly unschedulable: boolean; readonly off: boolean }) {
  const text = useText();
  const cordon = unschedulable ? `kubectl uncordon ${name}` : `kubectl cordon ${name}`;
  const drain = `kubectl drain ${name} --ignore-daemonsets`;
  return (
    <Menu label={text.diagram.nodeMenu(name)} buttonClass={`${styles.machineMenu} nopan nodrag`}>
      <MenuItem icon={<Power size={15} />} onSelect={() => void engine.call('power-node', { node: name, on: off })}>
        {off ? text.diagram.startNode : text.diagram.stopNode}
      </MenuItem>
      <MenuLine />
      <MenuItem line={cordon} onSelect={() => runInTerminal(cordon)}>
        {unschedulable ? text.diagram.uncordon : text.diagram.cordon}
      </MenuItem>
      <MenuItem line={drain} onSelect={() => runInTerminal(drain)}>
        {text.diagram.drain}
      </MenuItem>
    </Menu>
  );
});
