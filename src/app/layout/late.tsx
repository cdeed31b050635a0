// A part of the page that is loaded only after the terminal's prompt is there.
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { useSession } from '../state/session.ts';

export function late(load: () => Promise<ComponentType>): ComponentType<{ readonly fallback?: ReactNode }> {
  const Part = lazy(async () => ({ default: await load() }));
  return function Late({ fallback = null }) {
    const running = useSession((session) => session.prompted);
    const [wanted, setWanted] = useState(false);
    // Once it was there it stays, also while the engine starts again.
    if (running && !wanted) setWanted(true);
    return wanted ? (
      <Suspense fallback={fallback}>
        <Part />
      </Suspense>
    ) : (
      fallback
    );
  };
}
