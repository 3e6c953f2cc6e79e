/** What the person has chosen: view, selection, panel tab, theme, language. Values and time live elsewhere. */
import { create } from 'zustand';

export const VIEWS = [
  'space',
  'overview',
  'trends',
  'compare',
  'signals',
  'alarms',
  'work',
  'changes',
  'sources',
  'engineering',
  'journal',
  'settings',
] as const;
/** Views that are reached from others and by the search, not from the rail. */
export const SIDE_VIEWS = ['gallery'] as const;
export type View = (typeof VIEWS)[number] | (typeof SIDE_VIEWS)[number];

export const TABS = ['now', 'trend', 'explain', 'work', 'documents', 'source'] as const;
export type Tab = (typeof TABS)[number];

export const SETTINGS = ['general', 'account', 'people', 'tokens'] as const;
export type SettingsPart = (typeof SETTINGS)[number];

export type Theme = 'system' | 'light' | 'dark';

export interface UiState {
  view: View;
  /** Path of the selected twin. */
  twin: string | undefined;
  /** Path of the selected signal; one of the selected twin. */
  signal: string | undefined;
  /** Id of the alarm occurrence that was followed to the selection. */
  alarm: string | undefined;
  /** Name of the alarm of the selected twin's type that Explain is asked for. */
  explained: string | undefined;
  tab: Tab;
  /** Path of the level whose page Overview shows; undefined: the plant. */
  area: string | undefined;
  /** What the Work page shows: one of its pages, or the id of an order, a round or a run. */
  work: string | undefined;
  settings: SettingsPart;
  /** Signals drawn on the Trends page. */
  trends: readonly string[];
  /** Times of the two cursors of the trends, ms; none while they are off. */
  cursors: readonly number[];
  searching: boolean;
  theme: Theme;
  /** Width of the panel, rem. */
  panelWidth: number;
  /** Grows when the camera should go to the selection. */
  focusRequest: number;
  /** Grows when the camera should show the whole plant. */
  homeRequest: number;
  /** On a phone: the page is in front of the panel of what is selected. */
  aside: boolean;
  setView(view: View): void;
  /** Selects a twin; `focus` also sends the camera there. */
  selectTwin(
    twin: string | undefined,
    options?: { focus?: boolean; tab?: Tab; alarm?: string; signal?: string },
  ): void;
  selectSignal(signal: string, tab?: Tab): void;
  /** Explains an alarm, by its name, of the selected twin. */
  explainAlarm(name: string): void;
  setTab(tab: Tab): void;
  /** Opens the page of a level; undefined: of the plant. */
  openArea(path: string | undefined): void;
  /** Opens the Work page at one of its pages or at an order, a round or a run. */
  openWork(work: string | undefined): void;
  openSettings(part: SettingsPart): void;
  toggleTrend(signal: string): void;
  setTrends(signals: readonly string[]): void;
  setCursors(times: readonly number[]): void;
  setSearching(on: boolean): void;
  setTheme(theme: Theme): void;
  setPanelWidth(rem: number): void;
  focus(): void;
  home(): void;
}

const THEME_KEY = 'millwright.theme';
const PANEL_KEY = 'millwright.panel';
/** Widths of the panel, rem. */
export const PANEL_REM = { least: 16, usual: 23, most: 56 } as const;
/** More lines than this cannot be told apart. */
export const TRENDS_MOST = 8;

export const useUi = create<UiState>()((set, get) => ({
  view: 'space',
  twin: undefined,
  signal: undefined,
  alarm: undefined,
  explained: undefined,
  tab: 'now',
  area: undefined,
  work: undefined,
  settings: 'general',
  trends: [],
  cursors: [],
  searching: false,
  theme: storedTheme(),
  aside: false,
  panelWidth: panelWidth(Number(recall(PANEL_KEY) ?? Number.NaN)),
  focusRequest: 0,
  homeRequest: 0,
  setView: (view) => set({ view, aside: true }),
  selectTwin: (twin, options = {}) =>
    set((state) => ({
      twin,
      aside: false,
      signal: options.signal,
      explained: undefined,
      alarm: options.alarm,
      tab: options.tab ?? (twin === state.twin ? state.tab : 'now'),
      focusRequest: options.focus ? state.focusRequest + 1 : state.focusRequest,
    })),
  selectSignal: (signal, tab) =>
    set((state) => {
      const twin = signal.slice(0, signal.lastIndexOf('.'));
      const alarm = twin === state.twin ? state.alarm : undefined;
      return { signal, twin, alarm, aside: false, explained: undefined, tab: tab ?? state.tab };
    }),
  explainAlarm: (explained) => set({ explained, tab: 'explain', aside: false }),
  setTab: (tab) => set({ tab }),
  openArea: (area) => set({ view: 'overview', area, aside: true }),
  openWork: (work) => set({ view: 'work', work, aside: true }),
  openSettings: (settings) => set({ view: 'settings', settings, aside: true }),
  toggleTrend: (signal) => {
    const trends = get().trends;
    if (trends.includes(signal)) set({ trends: trends.filter((each) => each !== signal) });
    else set({ trends: [...trends, signal].slice(-TRENDS_MOST) });
  },
  setTrends: (trends) => set({ trends: trends.slice(0, TRENDS_MOST) }),
  setCursors: (cursors) => set({ cursors }),
  setSearching: (searching) => set({ searching }),
  setTheme: (theme) => {
    remember(THEME_KEY, theme);
    set({ theme });
  },
  setPanelWidth: (rem) => {
    const width = panelWidth(rem);
    remember(PANEL_KEY, String(width));
    set({ panelWidth: width });
  },
  home: () => set((state) => ({ view: 'space', aside: true, homeRequest: state.homeRequest + 1 })),
  focus: () => set((state) => ({ focusRequest: state.focusRequest + 1 })),
}));

function panelWidth(rem: number): number {
  if (!Number.isFinite(rem)) return PANEL_REM.usual;
  return Math.max(PANEL_REM.least, Math.min(PANEL_REM.most, rem));
}

function storedTheme(): Theme {
  const stored = recall(THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Keeps a preference in this browser; without storage it lasts as long as the page. */
export function remember(key: string, value: string): void {
  try {
    globalThis.localStorage?.setItem(key, value);
  } catch {
    // Storage is closed to us: private mode.
  }
}

export function recall(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}
