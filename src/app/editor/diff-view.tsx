// The file beside the cluster: the live objects cut down to the fields of which the file speaks, so that only real differences show.
import { useEffect, useRef } from 'react';
import { formatYaml } from '../../engine/kube/yaml.ts';
import type { Json } from '../../engine/base/json.ts';
import { useRooms } from '../i18n/rooms.ts';
import { usePreferences } from '../state/preferences.ts';
import { useChecking } from './checking.ts';
import { cutToFile } from './checks.ts';
import styles from './editor.module.css';
import { loadMonaco } from './load-monaco.ts';
import { themeName } from './monaco-theme.ts';

type Monaco = Awaited<ReturnType<typeof loadMonaco>>;
type DiffEditor = ReturnType<Monaco['editor']['createDiffEditor']>;

const DISPOSE_MS = 500;

export function DiffView() {
  const words = useRooms().edit;
  const { documents, live } = useChecking();
  const theme = usePreferences((preferences) => preferences.theme);
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<DiffEditor | undefined>(undefined);
  // Both sides are written the same way, so that order and style of the file make no difference.
  const inFile = documents.manifests.map(({ value }) => formatYaml(value)).join('---\n');
  const inCluster = documents.manifests.map((manifest) => (live.has(manifest) ? formatYaml(cutToFile(manifest.value, live.get(manifest)) as Json) : '')).join('---\n');
  useEffect(() => {
    let wanted = true;
    let dispose: (() => void) | undefined;
    void loadMonaco().then((monaco) => {
      if (!wanted || !host.current) return;
      const editor = monaco.editor.createDiffEditor(host.current, {
        readOnly: true, originalEditable: false, automaticLayout: true, renderSideBySide: false, minimap: { enabled: false }, fontSize: 13, lineHeight: 20, scrollBeyondLastLine: false, theme: themeName(usePreferences.getState().theme), hideUnchangedRegions: { enabled: true }, renderOverviewRuler: false,
      });
      const models = { original: monaco.editor.createModel('', 'yaml'), modified: monaco.editor.createModel('', 'yaml') };
      editor.setModel(models);
      shown.current = editor;
      models.original.setValue(inCluster);
      models.modified.setValue(inFile);
      dispose = () => {
        shown.current = undefined;
        editor.setModel(null);
        models.original.dispose();
        models.modified.dispose();
        // What it is just comparing may still come back; only then it may go.
        setTimeout(() => editor.dispose(), DISPOSE_MS);
      };
    });
    return () => {
      wanted = false;
      dispose?.();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- later texts are set by the effect below
  }, []);
  useEffect(() => {
    const models = shown.current?.getModel();
    if (!models) return;
    if (models.original.getValue() !== inCluster) models.original.setValue(inCluster);
    if (models.modified.getValue() !== inFile) models.modified.setValue(inFile);
  }, [inCluster, inFile]);
  useEffect(() => {
    void loadMonaco().then((monaco) => monaco.editor.setTheme(themeName(theme)));
  }, [theme]);
  return (
    <>
      <p className={styles.sides}>
        <span data-side="cluster">− {words.inCluster}</span>
        <span data-side="file">+ {words.inFile}</span>
      </p>
      <div ref={host} className={styles.code} data-testid="file-diff" />
    </>
  );
}
