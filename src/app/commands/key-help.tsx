// The sheet of keys.
import { Fragment } from 'react';
import { Sheet } from '../controls/sheet.tsx';
import { useToolsText } from '../i18n/tools-text.ts';
import styles from './key-help.module.css';

export function KeyHelp() {
  const { keys } = useToolsText();
  const groups: readonly (readonly [title: string, rows: readonly (readonly [keys: readonly string[], what: string])[]])[] = [
    [keys.groups.anywhere, [[['Ctrl+K', '⌘K', 'Ctrl+Shift+P'], keys.palette], [['F6', 'Shift+F6'], keys.nextPanel]]],
    [
      keys.groups.outside,
      [
        [['?'], keys.help], [[':'], keys.kind], [['/'], keys.filter], [['1', '2', '3', '4'], keys.views], [['Space'], keys.pause], [['.'], keys.step], [['>'], keys.change], [['Esc'], keys.close],
      ],
    ],
    [keys.groups.object, [[['d'], keys.describe], [['y'], keys.yaml], [['l'], keys.logs], [['v'], keys.events], [['s'], keys.shell], [['e'], keys.edit], [['x'], keys.remove]]],
    [keys.groups.terminal, [[['Tab'], keys.complete], [['→', 'Ctrl+→'], keys.accept], [['Ctrl+R'], keys.search], [['Ctrl+C'], keys.interrupt], [['Ctrl+C', 'Ctrl+V'], keys.copy], [['Ctrl+Shift+F'], keys.find], [['F6'], keys.nextPanel]]],
  ];
  return (
    <Sheet title={keys.title} about={keys.note}>
      {groups.map(([title, rows]) => (
        <section key={title} className={styles.group}>
          <h3>{title}</h3>
          <dl>
            {rows.map(([names, what]) => (
              <Fragment key={what}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Sheet>
  );
}
