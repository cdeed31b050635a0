// The texts of learning in the language that the person chose; for parts that are loaded late themselves.
import { usePreferences } from '../state/preferences.ts';
import { learnEn } from './learn-en.ts';
import { learnKo, type LearnText } from './learn-ko.ts';

export function useLearnText(): LearnText {
  return usePreferences((preferences) => preferences.language) === 'ko' ? learnKo : learnEn;
}

export function learnTextNow(): LearnText {
  return usePreferences.getState().language === 'ko' ? learnKo : learnEn;
}
