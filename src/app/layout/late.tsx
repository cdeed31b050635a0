// A part of the page that is loaded only after the terminal's prompt is there; where it fails, the rest of the page goes on.
import { Component, type ComponentType, lazy, type ReactNode, startTransition, Suspense, useEffect, useState } from 'react';
import { textNow } from '../i18n/text.ts';
import { useSession } from '../state/session.ts';
import styles from './late.module.css';

/** Parts come one after the other: all of them in one task would hold up the page. */
const turns: (() => void)[] = [];

function inTurn(bring: () => void): void {
  turns.push(bring);
  if (turns.length === 1) setTimeout(nextTurn);
}

function nextTurn(): void {
  turns[0]?.();
  turns.shift();
  if (turns.length > 0) setTimeout(nextTurn);
}

export function late(load: () => Promise<ComponentType>): ComponentType<{ readonly fallback?: ReactNode }> {
  const Part = lazy(async () => ({ default: await load() }));
  let came = false;
  return function Late({ fallback = null }) {
    const running = useSession((session) => session.prompted);
    // Once it was there it stays, also while the engine starts again.
    const [wanted, setWanted] = useState(came);
    useEffect(() => {
      if (!running || wanted) return;
      inTurn(() => {
        came = true;
        startTransition(() => setWanted(true));
      });
    }, [running, wanted]);
    return wanted ? (
      <Contained>
        <Suspense fallback={fallback}>
          <Part />
        </Suspense>
      </Contained>
    ) : (
      fallback
    );
  };
}

interface Failure {
  readonly error: Error | undefined;
}

/** Keeps a fault of ours inside the panel in which it happened. */
class Contained extends Component<{ readonly children: ReactNode }, Failure> {
  override state: Failure = { error: undefined };

  static getDerivedStateFromError(error: unknown): Failure {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={styles.failed} role="alert" data-testid="part-failed">
        <p>{textNow().partFailed}</p>
        <code>{error.message}</code>
        <button type="button" onClick={() => this.setState({ error: undefined })}>
          {textNow().refresh}
        </button>
      </div>
    );
  }
}
