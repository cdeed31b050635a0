// What the page remembers of its person's choices: language, theme, layout, switches. Kept in localStorage where there is one.
import { create } from 'zustand';

export type Language = 'ko' | 'en';
export type Theme = 'system' | 'light' | 'dark' | 'contrast';
/** What the narrator says: nothing, what goes wrong, what matters, or everything. */
export type Narration = 'off' | 'problems' | 'normal' | 'all';
export type SideTab = 'inspector' | 'editor';
export type DiagramView = 'cluster' | 'workloads' | 'network' | 'control-plane';

interface Choices {
  readonly language: Language;
  readonly theme: Theme;
  /** Widths and heights in CSS pixels. */
  readonly lessonWidth: number;
  readonly sideWidth: number;
  readonly terminalHeight: number;
  readonly lessonOpen: boolean;
  readonly sideOpen: boolean;
  readonly terminalOpen: boolean;
  readonly sideTab: SideTab;
  readonly view: DiagramView;
  /** '' is all of them. */
  readonly namespace: string;
  readonly systemShown: boolean;
  readonly screenReader: boolean;
  readonly messages: boolean;
  /** Whether the shell shows in grey how a line went on before. */
  readonly suggestions: boolean;
  /** Of the terminal, in CSS pixels. */
  readonly fontSize: number;
  readonly narration: Narration;
}

interface Preferences extends Choices {
  readonly set: (choices: Partial<Choices>) => void;
}

const KEY = 'kubarium/preferences';

function firstChoices(): Choices {
  const known = navigator.languages.map((tag) => tag.toLowerCase().slice(0, 2)).find((tag) => tag === 'ko' || tag === 'en');
  const language = known === 'en' ? 'en' : 'ko';
  return {
    language, theme: 'system', lessonWidth: 336, sideWidth: 368, terminalHeight: Math.round(window.innerHeight * (window.innerHeight < 800 ? 0.32 : 0.36)), lessonOpen: true, sideOpen: window.innerWidth >= 1400,
    terminalOpen: true, sideTab: 'inspector', view: 'cluster', namespace: '', systemShown: false, screenReader: false, messages: true, suggestions: true, fontSize: 13, narration: 'normal',
  };
}

function load(): Choices {
  const first = firstChoices();
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Choices>;
    return { ...first, ...saved };
  } catch {
    return first;
  }
}

export const usePreferences = create<Preferences>((set) => ({ ...load(), set: (choices) => set(choices) }));

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const moreContrast = window.matchMedia('(prefers-contrast: more)');

export function isDark(theme: Theme): boolean {
  return theme === 'dark' || theme === 'contrast' || (theme === 'system' && systemDark.matches);
}

/** Puts language and theme on the document and keeps all choices; to be called once. */
export function applyPreferences(): void {
  const apply = (): void => {
    const { theme, language } = usePreferences.getState();
    document.documentElement.dataset['theme'] = theme === 'contrast' || (theme === 'system' && moreContrast.matches) ? 'contrast' : isDark(theme) ? 'dark' : 'light';
    document.documentElement.lang = language;
  };
  apply();
  systemDark.addEventListener('change', () => {
    apply();
    usePreferences.setState({});
  });
  usePreferences.subscribe((preferences) => {
    apply();
    const { set: _set, ...choices } = preferences;
    try {
      localStorage.setItem(KEY, JSON.stringify(choices));
    } catch {
      // A browser that keeps nothing forgets the layout too.
    }
  });
}
