// A command line that breaks between words only, never inside of `--flag=value`.
import { Fragment } from 'react';
import styles from './controls.module.css';

export function CommandText({ line }: { readonly line: string }) {
  return (
    <code className={styles.command}>
      {line.split(' ').map((word, i) => (
        <Fragment key={i}>
          {i > 0 && ' '}
          <span>{word}</span>
        </Fragment>
      ))}
    </code>
  );
}
