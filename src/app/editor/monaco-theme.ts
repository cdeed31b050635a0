// Monaco's two themes in the page's colours.
import type { editor } from 'monaco-editor/editor';
import { isDark, type Theme } from '../state/preferences.ts';

export const themeName = (theme: Theme): string => (isDark(theme) ? 'kubarium-dark' : 'kubarium-light');

export function defineThemes(api: typeof editor, theme: Theme): void {
  api.defineTheme('kubarium-dark', {
    base: 'vs-dark',
    inherit: true,
    rules: [
      { token: 'type', foreground: '9bbcff' },
      { token: 'string', foreground: 'dfe5ee' },
      { token: 'number', foreground: 'f0c06a' },
      { token: 'keyword', foreground: 'c6a4f7' },
      { token: 'comment', foreground: '8d99ab' },
    ],
    colors: {
      'editor.background': '#11151d', 'editor.foreground': '#e8ecf3', 'editorLineNumber.foreground': '#8590a3', 'editorLineNumber.activeForeground': '#aeb8c7', 'editor.lineHighlightBackground': '#161b25',
      'editorWidget.background': '#161b25', 'editorWidget.border': '#242c39', 'editorIndentGuide.background1': '#1e2531', focusBorder: '#6b9bff',
    },
  });
  api.defineTheme('kubarium-light', {
    base: 'vs',
    inherit: true,
    rules: [
      { token: 'type', foreground: '1f4dc2' },
      { token: 'string', foreground: '1c2430' },
      { token: 'number', foreground: '7d5200' },
      { token: 'keyword', foreground: '6a3fb0' },
      { token: 'comment', foreground: '5d6778' },
    ],
    colors: {
      'editor.background': '#ffffff', 'editor.foreground': '#161c26', 'editorLineNumber.foreground': '#667085', 'editorLineNumber.activeForeground': '#4a5567', 'editor.lineHighlightBackground': '#f8f9fb',
      'editorWidget.background': '#ffffff', 'editorWidget.border': '#dde2ea', focusBorder: '#2457d6',
    },
  });
  api.setTheme(themeName(theme));
}
