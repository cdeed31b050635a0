// The top bar: name, time controls, namespace, language, theme, panels and settings.
import { Columns2, Moon, PanelBottom, PanelLeft, Settings, Sun } from 'lucide-react';
import { useText } from '../i18n/text.ts';
import { late } from '../layout/late.tsx';
import { lessonSteps, useViewport } from '../layout/viewport.ts';
import { isDark, usePreferences } from '../state/preferences.ts';
import { TimeControls } from '../time/time-controls.tsx';
import controls from './controls.module.css';
import styles from './header.module.css';
import { IconButton } from './icon-button.tsx';
import { Logo } from './logo.tsx';
import { NamespaceSelect } from './namespace-select.tsx';

const HeaderTools = late(() => import('./header-tools.tsx').then((module) => module.HeaderTools));
const TimeMenu = late(() => import('../time/time-menu.tsx').then((module) => module.TimeMenu));
const SettingsMenu = late(() => import('./settings-menu.tsx').then((module) => module.SettingsMenu));

export function Header() {
  const text = useText();
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <Logo />
        <span className={styles.name}>{text.appName}</span>
        <span className={styles.version}>v1.36</span>
      </h1>
      <TimeControls>
        <TimeMenu fallback={<span className={styles.buttonRoom} />} />
      </TimeControls>
      <div className={styles.right}>
        <NamespaceSelect />
        {/* What comes later has its room from the start: nothing shifts. */}
        <HeaderTools fallback={<span className={styles.toolsRoom} />} />
        <LanguageSwitch />
        <ThemeSwitch />
        <PanelSwitches />
        <SettingsMenu
          fallback={
            <IconButton label={text.header.settings} disabled>
              <Settings size={16} />
            </IconButton>
          }
        />
      </div>
    </header>
  );
}

function LanguageSwitch() {
  const text = useText();
  const { language, set } = usePreferences();
  return (
    <div className={controls.segmented} role="radiogroup" aria-label={text.header.language}>
      <button type="button" role="radio" aria-checked={language === 'ko'} className={controls.segment} lang="ko" onClick={() => set({ language: 'ko' })}>
        한국어
      </button>
      <button type="button" role="radio" aria-checked={language === 'en'} className={controls.segment} lang="en" onClick={() => set({ language: 'en' })}>
        EN
      </button>
    </div>
  );
}

function ThemeSwitch() {
  const text = useText();
  const { theme, set } = usePreferences();
  const dark = isDark(theme);
  return (
    <IconButton label={dark ? text.header.themeLight : text.header.themeDark} onClick={() => set({ theme: dark ? 'light' : 'dark' })}>
      {dark ? <Sun size={16} /> : <Moon size={16} />}
    </IconButton>
  );
}

function PanelSwitches() {
  const text = useText();
  const { lessonOpen, terminalOpen, sideOpen, set } = usePreferences();
  const { width } = useViewport();
  const stepped = lessonSteps(width, sideOpen);
  return (
    <div className={styles.group}>
      <IconButton label={text.header.lessonPanel} aria-pressed={lessonOpen && !stepped} onClick={() => set(stepped ? { lessonOpen: true, sideOpen: false } : { lessonOpen: !lessonOpen })}>
        <PanelLeft size={16} />
      </IconButton>
      <IconButton label={text.header.terminalPanel} aria-pressed={terminalOpen} onClick={() => set({ terminalOpen: !terminalOpen })}>
        <PanelBottom size={16} />
      </IconButton>
      <IconButton label={text.header.sidePanel} aria-pressed={sideOpen} onClick={() => set({ sideOpen: !sideOpen })}>
        <Columns2 size={16} />
      </IconButton>
    </div>
  );
}
