// A part of the page that is loaded only after the terminal's prompt is there; where it fails, the rest of the page goes on.
import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { textNow } from '../i18n/text.ts';
import { useSession } from '../state/session.ts';
import styles from './late.module.css';

export function late(load: () => Promise<ComponentType>): ComponentType<{ readonly fallback?: ReactNode }> {
  const Part = lazy(async () => ({ default: await load() }));
  return function Late({ fallback = null }) {
    const running = useSession((session) => session.prompted);
    const [wanted, setWanted] = useState(false);
    // Once it was there it stays, also while the engine starts again.
    if (running && !wanted) setWanted(true);
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
