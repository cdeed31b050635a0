// The terminal's sixteen colours for the page's theme, legible on its background.
import type { ISearchDecorationOptions } from '@xterm/addon-search';
import type { ITheme } from '@xterm/xterm';
import { isDark, usePreferences } from '../state/preferences.ts';

const dark: ITheme = {
  scrollbarSliderBackground: '#3b465899', scrollbarSliderHoverBackground: '#4d5a70', scrollbarSliderActiveBackground: '#6b7a92', overviewRulerBorder: '#0d111800',
  background: '#0d1118', foreground: '#dfe5ee', cursor: '#8bb1ff', cursorAccent: '#0d1118', selectionBackground: '#2c4a86',
  black: '#2a3240', red: '#ff7b86', green: '#5fd3a0', yellow: '#f0c06a', blue: '#82acff', magenta: '#c6a4f7', cyan: '#67cfe0', white: '#cfd6e1',
  brightBlack: '#7a879a', brightRed: '#ff9aa2', brightGreen: '#86e3bb', brightYellow: '#f7d38e', brightBlue: '#a5c3ff', brightMagenta: '#d9c0fb', brightCyan: '#93e0ec', brightWhite: '#ffffff',
};

const light: ITheme = {
  scrollbarSliderBackground: '#b9c2cf99', scrollbarSliderHoverBackground: '#a3afbf', scrollbarSliderActiveBackground: '#8794a8', overviewRulerBorder: '#ffffff00',
  background: '#ffffff', foreground: '#1c2430', cursor: '#2457d6', cursorAccent: '#ffffff', selectionBackground: '#c3d5fb',
  black: '#1c2430', red: '#b3202f', green: '#0a6b4a', yellow: '#7d5200', blue: '#1f4dc2', magenta: '#6a3fb0', cyan: '#0b6478', white: '#5d6778',
  brightBlack: '#5d6778', brightRed: '#c02534', brightGreen: '#0b7a55', brightYellow: '#8a5a00', brightBlue: '#2457d6', brightMagenta: '#7a4fc0', brightCyan: '#0d748b', brightWhite: '#1c2430',
};

const contrast: ITheme = { ...dark, background: '#000000', foreground: '#ffffff', cursor: '#ffe14d', selectionBackground: '#005ad6' };

/** How found text is marked; the one that was gone to stands out. */
export function searchMarks(): ISearchDecorationOptions {
  return isDark(usePreferences.getState().theme)
    ? { matchBackground: '#4a3a12', matchOverviewRuler: '#f0b64a', activeMatchBackground: '#8a5f00', activeMatchBorder: '#f7d38e', activeMatchColorOverviewRuler: '#ffffff' }
    : { matchBackground: '#fdf0c5', matchOverviewRuler: '#c98a00', activeMatchBackground: '#ffd25c', activeMatchBorder: '#8a5a00', activeMatchColorOverviewRuler: '#8a5a00' };
}

export function terminalTheme(): ITheme {
  if (document.documentElement.dataset['theme'] === 'contrast') return contrast;
  return isDark(usePreferences.getState().theme) ? dark : light;
}
