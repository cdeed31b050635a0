// The catalogue of the parts that are loaded late, in the language that the person chose.
import { usePreferences } from '../state/preferences.ts';
import { roomsEn } from './rooms-en.ts';
import { roomsKo, type Rooms } from './rooms-ko.ts';

export function useRooms(): Rooms {
  return usePreferences((preferences) => preferences.language) === 'ko' ? roomsKo : roomsEn;
}

/** For code outside of drawing. */
export function roomsNow(): Rooms {
  return usePreferences.getState().language === 'ko' ? roomsKo : roomsEn;
}
