// Keeps what Kubernetes says of the file that is open: asked anew when its text or the cluster changes, shown as Monaco's markers.
import { create } from 'zustand';
import { useCluster } from '../state/cluster.ts';
import { engine } from '../state/engine.ts';
import { type Checked, checkDocuments, type Problem } from './checks.ts';
import { modelOf } from './documents.ts';
import { refreshLiveKinds } from './live-kinds.ts';
import { loadMonaco } from './load-monaco.ts';
import { type Documents, readManifests } from './manifests.ts';

interface Checking extends Checked {
  readonly path: string | undefined;
  readonly documents: Documents;
  /** Of the model that was looked at. */
  readonly version: number;
}

const nothing: Checking = { path: undefined, documents: { manifests: [], broken: [] }, version: 0, problems: [], presence: new Map(), live: new Map() };
const OWNER = 'kubernetes';
const TYPING_MS = 350;
const CLUSTER_MS = 1500;

export const useChecking = create<Checking>(() => nothing);

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path);

async function check(path: string): Promise<void> {
  const model = modelOf(path);
  if (!model || !isYaml(path)) return useChecking.setState(nothing);
  const version = model.getVersionId();
  const { kinds } = await refreshLiveKinds((request) => engine.request(request));
  const documents = readManifests(model.getValue(), kinds);
  const checked = await checkDocuments(documents, path, (request) => engine.request(request));
  if (model.isDisposed() || model.getVersionId() !== version) return;
  useChecking.setState({ path, documents, version, ...checked });
  await mark(path, checked.problems);
}

async function mark(path: string, problems: readonly Problem[]): Promise<void> {
  const monaco = await loadMonaco();
  const model = modelOf(path);
  if (!model) return;
  const last = model.getLineCount();
  monaco.editor.setModelMarkers(
    model,
    OWNER,
    problems.map(({ line, message, severity }) => {
      const at = Math.min(last, Math.max(1, line));
      return { startLineNumber: at, endLineNumber: at, startColumn: model.getLineFirstNonWhitespaceColumn(at) || 1, endColumn: model.getLineMaxColumn(at), message, severity: severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning, source: 'Kubernetes' };
    }),
  );
}

/** Looks at a file from now on; returns what ends it. */
export function watchFile(path: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (delayMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(path).catch(() => undefined), delayMs);
  };
  const listener = modelOf(path)?.onDidChangeContent(() => later(TYPING_MS));
  let { members, trace } = useCluster.getState();
  const stop = useCluster.subscribe((state) => {
    const taught = state.trace !== trace && state.trace.some((line) => line.resource.startsWith('customresourcedefinitions') && !trace.includes(line));
    trace = state.trace;
    if (state.members === members && !taught) return;
    members = state.members;
    later(CLUSTER_MS);
  });
  later(0);
  return () => {
    clearTimeout(timer);
    listener?.dispose();
    stop();
    useChecking.setState(nothing);
  };
}
