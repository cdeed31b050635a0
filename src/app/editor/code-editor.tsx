// Monaco's surface for one open file at a time.
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/text.ts';
import { usePreferences } from '../state/preferences.ts';
import { modelOf, saveDocument, useDocuments } from './documents.ts';
import styles from './editor.module.css';
import { loadMonaco } from './load-monaco.ts';
import { themeName } from './monaco-theme.ts';

type Monaco = Awaited<ReturnType<typeof loadMonaco>>;
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
    if (!editor) return;
    editor.setModel(modelOf(path) ?? null);
    editor.focus();
  }, [editor, path]);
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
    unicodeHighlight: { ambiguousCharacters: false }, stickyScroll: { enabled: false },
  });
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

/** How many problems the open file has; a click goes to the next one by Monaco's own key. */
function Problems({ path }: { readonly path: string }) {
  const text = useText();
  const [problems, setProblems] = useState<readonly string[]>([]);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let wanted = true;
    void loadMonaco().then((monaco) => {
      if (!wanted) return;
      const read = (): void => {
        const uri = modelOf(path)?.uri;
        setProblems(uri ? monaco.editor.getModelMarkers({ resource: uri }).map((marker) => `${marker.startLineNumber}: ${marker.message}`) : []);
      };
      read();
      const listener = monaco.editor.onDidChangeMarkers(read);
      stop = () => listener.dispose();
    });
    return () => {
      wanted = false;
      stop?.();
    };
  }, [path]);
  return (
    <p className={styles.problems} data-bad={problems.length > 0} title={problems.join('\n')} role="status" data-testid="problems">
      {text.editor.problems(problems.length)}
    </p>
  );
}
