// The late texts in the language that the person chose; for parts that are loaded late themselves.
import { usePreferences } from '../state/preferences.ts';
import { toolsEn } from './tools-en.ts';
import { toolsKo, type ToolsText } from './tools-ko.ts';

export function useToolsText(): ToolsText {
  return usePreferences((preferences) => preferences.language) === 'ko' ? toolsKo : toolsEn;
}

export function toolsTextNow(): ToolsText {
  return usePreferences.getState().language === 'ko' ? toolsKo : toolsEn;
}
