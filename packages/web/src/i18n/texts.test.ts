import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEVEL_NAMES, REASONS } from '@millwright/model/web';
import { expect, it } from 'vitest';
import { PRIORITIES } from '../alarms/priorities.ts';
import { ALARM_CLASSES } from '../decisions/alarm-class.ts';
import { CONDITIONS, HIDINGS } from '../decisions/condition.ts';
import { PERMISSIONS } from '../decisions/office.ts';
import { MEASURES } from '../decisions/performance.tsx';
import { PROPOSAL_STATES } from '../decisions/proposal-card.tsx';
import { PERIODS, WEEKDAYS } from '../engineering/plan-edits.ts';
import { ROLES } from '../people/roles.ts';
import { MODEL_FAULTS } from '../space/model-error.ts';
import { QUALITIES } from '../space/space-store.ts';
import { TABS, VIEWS } from '../state/ui-store.ts';
import * as work from '../work/words.ts';
import { en, zh } from './texts.ts';

const SOURCE = join(import.meta.dirname, '..');
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !/i18n[\\/]texts[\\/]/.test(name),
);
const sources = files.map((name) => ({ name, text: readFileSync(join(SOURCE, name), 'utf8') }));
const all = sources.map((each) => each.text).join('\n');

/** Keys made of a known word: `nav.${view}`. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  nav: VIEWS,
  'panel.tab': TABS,
  model: MODEL_FAULTS,
  priority: PRIORITIES,
  quality: LEVEL_NAMES,
  'settings.quality': QUALITIES,
  reason: REASONS.filter((reason) => reason !== 'none'),
  compare: ['lost', 'new'],
  event: ['raised', 'cleared', 'lost', 'restored'],
  condition: CONDITIONS,
  hiding: HIDINGS,
  'handle.class': ALARM_CLASSES,
  permission: PERMISSIONS,
  perf: MEASURES,
  'journal.witness': ['waiting', 'cosigned', 'unreachable', 'refused', 'contradicted'],
  'change.state': PROPOSAL_STATES,
  role: ROLES,
  'work.page': work.WORK_PAGES,
  'order.filter': ['open', 'mine', 'all'],
  'order.empty': ['open', 'mine', 'all'],
  'order.state': work.ORDER_STATES,
  'order.kind': work.ORDER_KINDS,
  'order.cause': work.CAUSES,
  'order.remedy': work.REMEDIES,
  'round.state': work.ROUND_STATES,
  'round.why': work.ROUND_REASONS,
  'run.state': work.RUN_STATES,
  handover: work.HANDOVER_STATES,
  fault: work.SEVERITIES,
  'plan.due': work.PLAN_KINDS,
  'build.plan': PERIODS,
  weekday: WEEKDAYS,
  'check.kind': work.CHECK_KINDS,
  kind: ['measured', 'setpoint', 'state', 'derived'],
  formula: ['and', 'or', 'not'],
  sourceState: ['stopped', 'connecting', 'connected', 'degraded', 'failed', 'lost', 'unknown'],
};
const made = new Set(
  Object.entries(FAMILIES).flatMap(([family, words]) => words.map((word) => `${family}.${word}`)),
);

it('W9 English and Chinese have the same texts, with the same placeholders', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  for (const [key, text] of Object.entries(en)) {
    expect(holes(zh[key as keyof typeof en]), key).toEqual(holes(text));
  }
});

it('W9 every text is used', () => {
  const unused = Object.keys(en).filter((key) => !made.has(key) && !all.includes(`'${key}'`));
  expect(unused).toEqual([]);
});

it('W9 every key of a family has a text', () => {
  expect([...made].filter((key) => !Object.hasOwn(en, key))).toEqual([]);
  for (const [, family] of all.matchAll(/t\(\s*`([\w.]+)\.\$\{/g))
    expect(Object.keys(FAMILIES)).toContain(family);
});

it('W9 no component carries text of its own', () => {
  const found = sources
    .filter(({ name }) => name.endsWith('.tsx'))
    .flatMap(({ name, text }) =>
      [
        ...text.matchAll(
          /(?:aria-label|title|placeholder)="([^"]*[A-Za-z]{3}[^"]*)"|^\s*>?([A-Z][a-z]+ [a-z][\w ,.]*)$/gm,
        ),
      ].map((match) => `${name}: ${match[1] ?? match[2]}`),
    );
  expect(found).toEqual([]);
});
