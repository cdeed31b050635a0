// Under and over the boxes: the wires, and the messages that travel.
import { ViewportPortal } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
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
  const layer = useRef<SVGGElement>(null);
  const flights = useRef<MessageFlights | undefined>(undefined);
  const shown = usePreferences((preferences) => preferences.messages);
  useEffect(() => {
    if (!layer.current || !shown || reducedMotion.matches) return undefined;
    flights.current = new MessageFlights(layer.current);
    return () => {
      flights.current?.stop();
      flights.current = undefined;
    };
  }, [shown]);
  useEffect(() => flights.current?.setLayout(layout), [layout, shown]);
  return (
    <ViewportPortal>
      <svg className={styles.messages} aria-hidden="true">
        <g ref={layer} />
      </svg>
    </ViewportPortal>
  );
}
