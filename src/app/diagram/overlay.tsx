// Under and over the boxes: the wires, and the messages that travel.
import { ViewportPortal } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import { usePreferences } from '../state/preferences.ts';
import { type Layout, wirePath } from './geometry.ts';
import { MessageFlights } from './messages.ts';
import styles from './canvas.module.css';

export const Wires = memo(function Wires({ layout }: { readonly layout: Layout }) {
  return (
    <ViewportPortal>
      <svg className={styles.wires} aria-hidden="true">
        {layout.wires.map((wire) => (
          <path key={wire.id} d={wirePath(wire)} data-tone={wire.tone} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)');

export function MessageLayer({ layout }: { readonly layout: Layout }) {
  // State, not a ref: React Flow's portal has its element only after the first effects have run.
  const [layer, setLayer] = useState<SVGGElement | null>(null);
  const flights = useRef<MessageFlights | undefined>(undefined);
  const shown = usePreferences((preferences) => preferences.messages);
  useEffect(() => {
    if (!layer || !shown || reducedMotion.matches) return undefined;
    flights.current = new MessageFlights(layer);
    return () => {
      flights.current?.stop();
      flights.current = undefined;
    };
  }, [layer, shown]);
  useEffect(() => flights.current?.setLayout(layout), [layout, layer, shown]);
  return (
    <ViewportPortal>
      <svg className={styles.messages} aria-hidden="true">
        <g ref={setLayer} />
      </svg>
    </ViewportPortal>
  );
}
