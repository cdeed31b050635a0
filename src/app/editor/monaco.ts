// Monaco with YAML: loaded when the editor is first shown. monaco-yaml 5 calls an older Monaco, so it is given one that adapts the call.
import { usePreferences } from '../state/preferences.ts';
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/shell/register';
import 'monaco-editor/languages/definitions/yaml/register';
import { lessonSchema } from 'virtual:lesson-schema';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { configureMonacoYaml, type JSONSchema, type MonacoYamlOptions } from 'monaco-yaml';
import YamlWorker from './yaml.worker?worker';
import { addLanguageHelp } from './language.ts';
import { useLiveKinds } from './live-kinds.ts';
import { defineThemes } from './monaco-theme.ts';
import { loadSchema } from './schema-fields.ts';

const makeWorker = (label: string): Worker => (label === 'yaml' ? new YamlWorker() : new EditorWorker());
self.MonacoEnvironment = { getWorker: (_id: string, label: string) => makeWorker(label) };

interface OldCall {
  readonly worker?: Worker;
  readonly label: string;
  readonly createData: unknown;
  readonly host?: Record<string, (...args: unknown[]) => unknown>;
  readonly keepIdleModels?: boolean;
}

const adapted = {
  ...monaco,
  editor: {
    ...monaco.editor,
    createWebWorker: (options: OldCall) => {
      const create = monaco.editor.createWebWorker as (options: unknown) => unknown;
      if (options.worker) return create(options);
      const worker = makeWorker(options.label);
      worker.postMessage('ignore');
      worker.postMessage(options.createData);
      return create({ worker, host: options.host, keepIdleModels: options.keepIdleModels });
    },
  },
};

async function configure(): Promise<void> {
  const options = async (): Promise<MonacoYamlOptions> => ({
    enableSchemaRequest: false, isKubernetes: true, hover: true, completion: true,
    // What is wrong is said by Kubernetes itself (checking.ts).
    validate: false,
    schemas: [
      { uri: 'inmemory://schema/kubernetes.json', fileMatch: ['**/*.yaml', '**/*.yml', '!**/lesson.yaml'], schema: ((await loadSchema()) ?? {}) as JSONSchema },
      { uri: 'inmemory://schema/lesson.json', fileMatch: ['**/lesson.yaml'], schema: lessonSchema as JSONSchema },
    ],
  });
  const yaml = configureMonacoYaml(adapted as unknown as Parameters<typeof configureMonacoYaml>[0], await options());
  useLiveKinds.subscribe(() => void options().then((next) => yaml.update(next)));
}

defineThemes(monaco.editor, usePreferences.getState().theme);
addLanguageHelp(monaco);
void configure().catch((error: unknown) => console.warn('the schema could not be loaded', error));

export { monaco };
