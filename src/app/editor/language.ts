// What the editor adds to YAML: templates for every kind where a document begins, and quick fixes for what Kubernetes found wrong.
import { roomsNow } from '../i18n/rooms.ts';
import { useChecking } from './checking.ts';
import { fixesFor } from './fixes.ts';
import { useLiveKinds } from './live-kinds.ts';
import { loadSchema } from './schema-fields.ts';
import { allSnippets } from './snippets.ts';
import type * as Monaco from 'monaco-editor/editor';

type Api = typeof Monaco;

export function addLanguageHelp(monaco: Api): void {
  monaco.languages.registerCompletionItemProvider('yaml', { provideCompletionItems: (model, position) => snippetsAt(monaco, model, position) });
  monaco.languages.registerCodeActionProvider('yaml', { provideCodeActions: (model, _range, context) => actionsFor(model, context) }, { providedCodeActionKinds: ['quickfix'] });
}

/** Only where a document may begin: nothing but a word on the line, nothing written above it. */
async function snippetsAt(monaco: Api, model: Monaco.editor.ITextModel, position: Monaco.Position): Promise<Monaco.languages.CompletionList> {
  const line = model.getLineContent(position.lineNumber);
  const above = Array.from({ length: position.lineNumber - 1 }, (_, i) => model.getLineContent(i + 1));
  const written = above.slice(above.findLastIndex((one) => one.startsWith('---')) + 1).some((one) => one.trim() !== '' && !one.startsWith('#'));
  if (written || !/^[A-Za-z]*$/.test(line)) return { suggestions: [] };
  const snippets = allSnippets(await loadSchema(), useLiveKinds.getState().kinds);
  const range = new monaco.Range(position.lineNumber, 1, position.lineNumber, line.length + 1);
  return {
    suggestions: snippets.map(({ kind, apiVersion, body }) => ({
      label: { label: kind, description: apiVersion },
      kind: monaco.languages.CompletionItemKind.Snippet,
      insertText: body,
      insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
      documentation: body.replace(/\$\{\d+\|([^,|]+)[^}]*\}|\$\{\d+:?([^}]*)\}/g, '$1$2'),
      range,
      sortText: `0${kind}`,
    })),
  };
}

async function actionsFor(model: Monaco.editor.ITextModel, context: Monaco.languages.CodeActionContext): Promise<Monaco.languages.CodeActionList> {
  const { problems, version } = useChecking.getState();
  const schema = await loadSchema();
  const lines = model.getLinesContent();
  const words = roomsNow().edit;
  if (model.getVersionId() !== version) return { actions: [], dispose: () => undefined };
  const actions = context.markers.flatMap((marker): Monaco.languages.CodeAction[] => {
    const problem = problems.find((one) => one.line === marker.startLineNumber && one.message === marker.message);
    if (!problem) return [];
    return fixesFor(problem, { lines, schema, words }).map((fix, i) => ({
      title: fix.title,
      kind: 'quickfix',
      diagnostics: [marker],
      isPreferred: i === 0,
      edit: {
        edits: fix.edits.map(({ from, to, text }) => ({
          resource: model.uri,
          versionId: model.getVersionId(),
          textEdit:
            to < from
              ? { range: { startLineNumber: from, startColumn: 1, endLineNumber: from, endColumn: 1 }, text: `${text}\n` }
              : { range: { startLineNumber: from, startColumn: 1, endLineNumber: to, endColumn: model.getLineMaxColumn(to) }, text },
        })),
      },
    }));
  });
  return { actions, dispose: () => undefined };
}
