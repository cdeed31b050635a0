// The catalogue in the language that the person chose.
import { usePreferences } from '../state/preferences.ts';
import { en } from './en.ts';
import { ko, type Messages } from './ko.ts';

export function useText(): Messages {
  return usePreferences((preferences) => preferences.language) === 'ko' ? ko : en;
}

/** For code outside of drawing. */
export function textNow(): Messages {
  return usePreferences.getState().language === 'ko' ? ko : en;
}
