// Brings Monaco in, its Korean menus first where they are wanted (they must be there before it is).
import { usePreferences } from '../state/preferences.ts';

type MonacoModule = typeof import('./monaco.ts');

let loading: Promise<MonacoModule['monaco']> | undefined;

async function load(): Promise<MonacoModule['monaco']> {
  if (usePreferences.getState().language === 'ko') await import('monaco-editor/nls/lang/ko');
  return (await import('./monaco.ts')).monaco;
}

export function loadMonaco(): Promise<MonacoModule['monaco']> {
  loading ??= load();
  return loading;
}
