// Monaco's surface for one open file at a time.
import { useEffect, useRef, useState } from 'react';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { usePreferences } from '../state/preferences.ts';
import { useChecking, watchFile } from './checking.ts';
import type { Problem } from './checks.ts';
import { useCursor } from './cursor.ts';
import { modelOf, saveDocument, useDocuments } from './documents.ts';
import styles from './editor.module.css';
import { loadMonaco } from './load-monaco.ts';
import { themeName } from './monaco-theme.ts';

type Monaco = Awaited<ReturnType<typeof loadMonaco>>;
const NONE: readonly Problem[] = [];
type CodeEditorInstance = ReturnType<Monaco['editor']['create']>;

export function CodeEditor({ path }: { readonly path: string }) {
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditorInstance | undefined>(undefined);
  useEffect(() => {
    let made: CodeEditorInstance | undefined;
    let wanted = true;
    void loadMonaco().then((monaco) => {
      if (!wanted || !host.current) return;
      made = create(monaco, host.current);
      setEditor(made);
    });
    return () => {
      wanted = false;
      made?.dispose();
      setEditor(undefined);
    };
  }, []);
  useEffect(() => {
    if (!editor) return undefined;
    editor.setModel(modelOf(path) ?? null);
    editor.focus();
    return watchFile(path);
  }, [editor, path]);
  const { wanted, wish } = useCursor();
  useEffect(() => {
    if (!editor || wish === 0 || !editor.getModel()) return;
    editor.revealLineNearTop(wanted);
    editor.setPosition({ lineNumber: wanted, column: 1 });
  }, [editor, path, wanted, wish]);
  useTheme();
  return (
    <>
      <div ref={host} className={styles.code} data-testid="editor" />
      <Problems path={path} />
    </>
  );
}

function create(monaco: Monaco, host: HTMLElement): CodeEditorInstance {
  const editor = monaco.editor.create(host, {
    model: null, theme: themeName(usePreferences.getState().theme), automaticLayout: true, minimap: { enabled: false }, fontSize: 13, lineHeight: 20, tabSize: 2, insertSpaces: true, detectIndentation: false,
    scrollBeyondLastLine: false, renderLineHighlight: 'line', wordWrap: 'on', padding: { top: 8, bottom: 8 }, fixedOverflowWidgets: true, folding: true, lineNumbersMinChars: 3, overviewRulerBorder: false,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim(), quickSuggestions: { other: true, comments: false, strings: true }, renderWhitespace: 'selection', guides: { indentation: true }, acceptSuggestionOnEnter: 'smart', wordBasedSuggestions: 'off',
    unicodeHighlight: { ambiguousCharacters: false }, stickyScroll: { enabled: false }, lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.On }, suggest: { showWords: false, snippetsPreventQuickSuggestions: false },
  });
  editor.onDidChangeCursorPosition(({ position }) => useCursor.setState({ line: position.lineNumber }));
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => {
    const { path } = useDocuments.getState();
    if (path !== undefined) void saveDocument(path);
  });
  return editor;
}

function useTheme(): void {
  const theme = usePreferences((preferences) => preferences.theme);
  useEffect(() => {
    void loadMonaco().then((monaco) => monaco.editor.setTheme(themeName(theme)));
  }, [theme]);
}

/** What is wrong with the file, each at its line; a click goes there. */
function Problems({ path }: { readonly path: string }) {
  const text = useText();
  const words = useRooms().edit;
  const problems = useChecking((checking) => (checking.path === path ? checking.problems : NONE));
  const [open, setOpen] = useState(true);
  return (
    <section className={styles.problems} data-bad={problems.length > 0}>
      <button type="button" className={styles.problemsHead} aria-expanded={open && problems.length > 0} disabled={problems.length === 0} onClick={() => setOpen(!open)}>
        <span role="status" data-testid="problems">
          {text.editor.problems(problems.length)}
        </span>
      </button>
      {open && problems.length > 0 && (
        <ul>
          {problems.map(({ line, message, severity }, i) => (
            <li key={`${line}${i}`}>
              <button type="button" data-severity={severity} onClick={() => useCursor.getState().goTo(line)}>
                <span>{words.line(line)}</span> {message}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
