/** What the search offers for a query: alarms that stand, twins, signals, views and commands, in one ranked list. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { localText } from '../i18n/format.ts';
import { setLanguage } from '../i18n/index.ts';
import type { Language } from '../i18n/languages.ts';
import type { TextKey } from '../i18n/texts.ts';
import type { Translate } from '../i18n/use-text.ts';
import type { SignalNode, TwinNode } from '../plant/plant-model.ts';
import { type SearchIndex, scoreOf } from '../plant/search-index.ts';
import type { Session } from '../session.ts';
import { followAlarm } from '../state/follow-alarm.ts';
import { useUi, VIEWS } from '../state/ui-store.ts';

export interface Found {
  /** Unique; also what is remembered of it. */
  key: string;
  kind: TextKey;
  title: string;
  /** Path, or the key on the keyboard that does the same. */
  detail: string;
  priority?: AlarmOccurrence['priority'];
  run: () => void;
}

/** Most entries shown. */
const SHOWN = 16;
/** Recent choices rank as if this much better. */
const RECENT_BONUS = 6;

export interface SearchSpace {
  session: Session;
  index: SearchIndex;
  standing: readonly AlarmOccurrence[];
  recent: readonly string[];
  language: Language;
  t: Translate;
}

/** The best matches; without a query what stands, what was chosen lately, and the views. */
export function findAll(space: SearchSpace, query: string): Found[] {
  const { session, index, standing, recent } = space;
  const alarms = standing.map((item) => alarmFound(space, item));
  const actions = [...views(space), ...commands(space)];
  if (query.trim() === '') {
    const lately = recent.flatMap((key) => {
      const twin = session.plant.twin(key);
      const signal = session.plant.signal(key);
      if (twin) return [twinFound(space, twin)];
      if (signal) return [signalFound(space, signal)];
      return actions.filter((each) => each.key === key);
    });
    const rest = actions.filter((each) => !recent.includes(each.key));
    return [...alarms.slice(0, 5), ...lately, ...rest].slice(0, SHOWN);
  }
  const bonus = (key: string) => (recent.includes(key) ? RECENT_BONUS : 0);
  const ranked: { found: Found; score: number }[] = index
    .find(query, SHOWN * 2)
    .map(({ twin, signal, score }) => {
      const found = signal ? signalFound(space, signal) : twinFound(space, twin);
      return { found, score: score - bonus(found.key) };
    });
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  for (const found of [...alarms, ...actions]) {
    const text = `\n${found.title.toLowerCase()}\n${found.detail.toLowerCase()}`;
    const score = words.reduce((sum, word) => sum + scoreOf({ text }, word), -1);
    if (Number.isFinite(score)) ranked.push({ found, score: score - bonus(found.key) });
  }
  return ranked
    .sort((a, b) => a.score - b.score)
    .slice(0, SHOWN)
    .map((each) => each.found);
}

function twinFound({ language }: SearchSpace, twin: TwinNode): Found {
  const { path, label } = twin.info;
  const run = () => useUi.getState().selectTwin(path, { focus: true });
  return { key: path, kind: 'search.twin', title: localText(label, language), detail: path, run };
}

function signalFound({ language }: SearchSpace, signal: SignalNode): Found {
  const { path, type, twin } = signal;
  const title = `${localText(type.label, language)} — ${localText(twin.info.label, language)}`;
  const tab = type.kind === 'derived' ? 'explain' : 'trend';
  return {
    key: path,
    kind: 'search.signal',
    title,
    detail: path,
    run: () => useUi.getState().selectSignal(path, tab),
  };
}

function alarmFound({ session, language }: SearchSpace, item: AlarmOccurrence): Found {
  const twin = session.plant.twin(item.twin);
  return {
    key: item.id,
    kind: 'search.alarm',
    title: localText(item.label, language),
    detail: twin ? localText(twin.info.label, language) : item.twin,
    priority: item.priority,
    run: () => followAlarm(item),
  };
}

function views({ t }: SearchSpace): Found[] {
  return VIEWS.map((view, i) => ({
    key: `view:${view}`,
    kind: 'search.view',
    title: t(`nav.${view}`),
    detail: i < 9 ? String(i + 1) : '',
    run: () => useUi.getState().setView(view),
  }));
}

function commands({ session, language, t }: SearchSpace): Found[] {
  const { clock } = session;
  const ui = useUi.getState();
  const command = (name: TextKey, detail: string, run: () => void): Found => ({
    key: `command:${name}`,
    kind: 'search.command',
    title: t(name),
    detail,
    run,
  });
  return [
    ...(clock.live
      ? [command('clock.goReplay', '␣', () => clock.pause())]
      : [command('clock.backToLive', 'L', () => clock.goLive())]),
    command('keys.home', 'H', () => ui.home()),
    command('keys.alarm', 'A', () => {
      const [worst] = session.alarms.standingAt(clock.now());
      if (worst) followAlarm(worst);
    }),
    command('gallery.title', '', () => ui.setView('gallery')),
    command('settings.theme.light', '', () => ui.setTheme('light')),
    command('settings.theme.dark', '', () => ui.setTheme('dark')),
    command('search.otherLanguage', '', () => void setLanguage(language === 'en' ? 'zh' : 'en')),
  ];
}
