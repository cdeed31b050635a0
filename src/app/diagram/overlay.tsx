// Under and over the boxes: the wires, and the messages that travel.
import { ViewportPortal } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import { usePreferences } from '../state/preferences.ts';
import { type Layout, wirePath } from './geometry.ts';
import type { Flights } from './flights.ts';
import { MessageFlights } from './messages.ts';
import { RequestFlights } from './requests.ts';
import styles from './canvas.module.css';

export const Wires = memo(function Wires({ layout }: { readonly layout: Layout }) {
  return (
    <ViewportPortal>
      <svg className={styles.wires} data-layer="wires" aria-hidden="true">
        {layout.wires.map((wire) => (
          <path key={wire.id} d={wirePath(wire)} data-tone={wire.tone} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

/** `kind` does not change while the layer is there. */
export function FlightLayer({ layout, kind }: { readonly layout: Layout; readonly kind: 'messages' | 'requests' }) {
  // State, not a ref: React Flow's portal has its element only after the first effects have run.
  const [layer, setLayer] = useState<HTMLElement | null>(null);
  const flights = useRef<Flights | undefined>(undefined);
  const shown = usePreferences((preferences) => preferences.messages);
  useEffect(() => {
    if (!layer || !shown) return undefined;
    flights.current = kind === 'messages' ? new MessageFlights(layer) : new RequestFlights(layer);
    return () => {
      flights.current?.stop();
      flights.current = undefined;
    };
  }, [layer, shown, kind]);
  useEffect(() => flights.current?.setLayout(layout), [layout, layer, shown]);
  return (
    <ViewportPortal>
      <div ref={setLayer} className={styles.messages} data-layer="messages" aria-hidden="true" />
    </ViewportPortal>
  );
}
