// Commands of a lesson, each typed at the prompt by a click; all of them one after the other where none of them stays to watch.
import { Play } from 'lucide-react';
import { Fragment } from 'react';
import { useLearnText } from '../i18n/learn-text.ts';
import { useText } from '../i18n/text.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import styles from './command-lines.module.css';

/** What is to be filled in (`<EXTERNAL-IP>`, `<파드 이름>`) can only be typed by the learner. */
const toFillIn = /<[A-Z\p{L}][^<>|&;\n]*>/u;
/** What runs until Ctrl-C would swallow the lines after it. */
const stays = /\s-w\b|\s--watch\b|\blogs\b.*\s-f\b/;

export function CommandLines({ lines }: { readonly lines: readonly string[] }) {
  const text = useText();
  const learn = useLearnText().player;
  const all = lines.length > 1 && !lines.some((line) => toFillIn.test(line)) && !lines.slice(0, -1).some((line) => stays.test(line));
  return (
    <div className={styles.commands}>
      <ul className={styles.list}>
        {lines.map((line, i) => (
          <li key={i}>
            {toFillIn.test(line) ? (
              <p className={styles.line}>
                <CommandWords line={line} />
              </p>
            ) : (
              <button type="button" className={styles.line} aria-label={`${text.lesson.showMe}: ${line}`} title={text.lesson.showMe} onClick={() => runInTerminal(line.replaceAll('\n', '\r'))}>
                <CommandWords line={line} />
                <Play size={12} aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {all && (
        <button type="button" className={styles.all} onClick={() => runInTerminal(lines.join('\r').replaceAll('\n', '\r'))}>
          {learn.showAll}
        </button>
      )}
    </div>
  );
}

/** Words up to this length are not broken: `--dry-run=client` stays whole. */
const WHOLE = 30;

export function CommandWords({ line }: { readonly line: string }) {
  return (
    <code>
      {line.split(' ').map((word, i) => (
        <Fragment key={i}>
          {i > 0 && ' '}
          {word.length <= WHOLE && !word.includes('\n') ? <span className={styles.whole}>{word}</span> : word}
        </Fragment>
      ))}
    </code>
  );
}
