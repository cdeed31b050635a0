// A Service with its addresses, and the endpoints behind it.
import { Globe } from 'lucide-react';
import { memo, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { EndpointSummary } from '../../../bridge/summary.ts';
import { useText } from '../../i18n/text.ts';
import { useCluster, useMembers, useObject, useObjectOf } from '../../state/cluster.ts';
import { useIsPointedAt } from '../../state/pointed.ts';
import { useSelection } from '../../state/selection.ts';
import type { Box } from '../geometry.ts';
import { KindIcon } from '../kind-icon.tsx';
import { PodField } from '../pod-field.tsx';
import { PodGlyph } from '../pod-glyph.tsx';
import { podName } from '../pod-name.ts';
import { useDimmed } from '../dimming.ts';
import { endpointGrid, endpointOrigin } from '../views/network-layout.ts';
import styles from './boxes.module.css';

function useEndpoints(serviceUid: string): readonly EndpointSummary[] {
  const service = useObjectOf('services', serviceUid);
  const slices = useMembers('endpointslices');
  return useCluster(
    useShallow((state) =>
      slices.flatMap((uid) => {
        const slice = state.objects.get(uid);
        return slice?.kind === 'endpointslices' && slice.namespace === service?.namespace && slice.service === service.name ? slice.endpoints : [];
      }),
    ),
  );
}

export const ServiceBox = memo(function ServiceBox({ uid }: { readonly uid: string }) {
  const text = useText();
  const service = useObjectOf('services', uid);
  const endpoints = useEndpoints(uid);
  const selected = useSelection((selection) => selection.uid === uid);
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const pointed = useIsPointedAt(uid);
  const dimmed = useDimmed(service, ready === 0);
  if (!service) return null;
  return (
    <button type="button" className={`${styles.card} nopan drag`} data-dimmed={dimmed} data-pointed={pointed} aria-pressed={selected} data-testid={`service-${service.name}`} onClick={() => useSelection.getState().select(uid)}>
      <span className={styles.cardKind}>
        <KindIcon kind="services" size={14} /> {service.type}
        <span className={styles.cardNote}>{service.clusterIp}</span>
      </span>
      <strong className={styles.cardName}>{service.name}</strong>
      <span className={`${styles.cardCounts} ${styles.cardLine}`} data-short={ready === 0}>
        {service.ports.join(' ')} · {endpoints.length === 0 ? text.diagram.noEndpoints : text.diagram.endpoints(ready, endpoints.length)}
      </span>
    </button>
  );
});

export const IngressBox = memo(function IngressBox({ uid }: { readonly uid: string }) {
  const ingress = useObjectOf('ingresses', uid);
  const selected = useSelection((selection) => selection.uid === uid);
  const pointed = useIsPointedAt(uid);
  const dimmed = useDimmed(ingress, (ingress?.addresses.length ?? 0) === 0);
  if (!ingress) return null;
  const [first] = ingress.rules;
  return (
    <button type="button" className={`${styles.card} nopan drag`} data-dimmed={dimmed} data-pointed={pointed} aria-pressed={selected} data-testid={`ingress-${ingress.name}`} onClick={() => useSelection.getState().select(uid)}>
      <span className={styles.cardKind}>
        <KindIcon kind="ingresses" size={14} /> Ingress
        <span className={styles.cardNote}>{ingress.className}</span>
      </span>
      <strong className={styles.cardName}>{ingress.name}</strong>
      <span className={`${styles.cardCounts} ${styles.cardLine}`} data-short={ingress.addresses.length === 0}>
        {first ? `${first.host}${first.path}` : ''}
        {ingress.rules.length > 1 && ` +${ingress.rules.length - 1}`}
      </span>
    </button>
  );
});

export const OutsideBox = memo(function OutsideBox({ uid }: { readonly uid: string }) {
  const text = useText();
  const object = useObject(uid);
  const address = object?.kind === 'ingresses' ? object.addresses[0] : object?.kind === 'services' ? (object.externalIps[0] ?? (object.type === 'LoadBalancer' ? '<pending>' : '')) : '';
  return (
    <div className={styles.outside}>
      <span>
        <Globe size={14} aria-hidden="true" /> {text.diagram.outside}
      </span>
      <code>{address}</code>
    </div>
  );
});

export const EndpointsBox = memo(function EndpointsBox({ box }: { readonly box: Box }) {
  const text = useText();
  const endpoints = useEndpoints(box.about);
  const pods = useCluster((state) => endpoints.every((endpoint) => state.objects.has(endpoint.pod)));
  const grid = endpointGrid(endpoints.length, pods);
  const slots = useMemo(() => endpoints.map((endpoint) => endpoint.pod), [endpoints]);
  if (grid) {
    return (
      <div className={`${styles.pods} drag`}>
        <div className={styles.podsSlots}>
          <PodField slots={slots} grid={grid} origin={endpointOrigin(box)} />
        </div>
      </div>
    );
  }
  return (
    <div className={styles.endpoints}>
      {endpoints.length === 0 && <p className={styles.none}>{text.diagram.noEndpoints}</p>}
      {endpoints.map((endpoint) => (
        <Endpoint key={endpoint.ip} endpoint={endpoint} />
      ))}
    </div>
  );
});

/** What is cut where there is no room is the middle: siblings differ in their ends. */
function EndpointName({ name, owned }: { readonly name: string; readonly owned: boolean }) {
  const { end } = podName(name, owned);
  return (
    <span className={styles.endpointName} title={name}>
      <span>{name.slice(0, name.length - end.length)}</span>
      {end !== '' && <strong>{end}</strong>}
    </span>
  );
}

function Endpoint({ endpoint }: { readonly endpoint: EndpointSummary }) {
  const pod = useObjectOf('pods', endpoint.pod || undefined);
  const selected = useSelection((selection) => selection.uid === endpoint.pod);
  return (
    <button type="button" className={`${styles.endpoint} nopan`} data-ready={endpoint.ready} aria-pressed={selected} disabled={!pod} onClick={() => useSelection.getState().select(endpoint.pod)}>
      <PodGlyph state={pod?.state ?? (endpoint.ready ? 'ready' : 'unknown')} size={15} />
      <EndpointName name={pod?.name ?? endpoint.ip} owned={(pod?.owner ?? '') !== ''} />
      {pod && <code>{endpoint.ip}</code>}
    </button>
  );
}
