// The bottom line: the timeline of messages, and the narrator's last word.
import { Narrator } from './narrator.tsx';
import styles from './status-bar.module.css';
import { Timeline } from './timeline.tsx';

export function StatusBar() {
  return (
    <footer className={styles.bar}>
      <Narrator />
      <Timeline />
    </footer>
  );
}
