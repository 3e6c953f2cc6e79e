/** All texts of the screen, one file an area in `texts/`. */
import { alarms } from './texts/alarms.ts';
import { build } from './texts/build.ts';
import { buildDraft } from './texts/build-draft.ts';
import { buildFields } from './texts/build-fields.ts';
import { changes } from './texts/changes.ts';
import { compare } from './texts/compare.ts';
import { decisions } from './texts/decisions.ts';
import { gallery } from './texts/gallery.ts';
import { inspections } from './texts/inspections.ts';
import { journal } from './texts/journal.ts';
import { levels } from './texts/levels.ts';
import { material } from './texts/material.ts';
import { offline } from './texts/offline.ts';
import { orders } from './texts/orders.ts';
import { panel } from './texts/panel.ts';
import { people } from './texts/people.ts';
import { place } from './texts/place.ts';
import { plans } from './texts/plans.ts';
import { rounds } from './texts/rounds.ts';
import { settings } from './texts/settings.ts';
import { shell } from './texts/shell.ts';
import { sources } from './texts/sources.ts';
import { space } from './texts/space.ts';
import { spaceTools } from './texts/space-tools.ts';
import { timeline } from './texts/timeline.ts';
import { trends } from './texts/trends.ts';
import { values } from './texts/values.ts';

export const en = {
  ...alarms.en,
  ...build.en,
  ...buildDraft.en,
  ...buildFields.en,
  ...compare.en,
  ...changes.en,
  ...decisions.en,
  ...inspections.en,
  ...journal.en,
  ...gallery.en,
  ...levels.en,
  ...material.en,
  ...offline.en,
  ...orders.en,
  ...panel.en,
  ...people.en,
  ...place.en,
  ...plans.en,
  ...rounds.en,
  ...settings.en,
  ...shell.en,
  ...sources.en,
  ...space.en,
  ...spaceTools.en,
  ...timeline.en,
  ...trends.en,
  ...values.en,
} as const;

export type TextKey = keyof typeof en;

export const zh: Readonly<Record<TextKey, string>> = {
  ...alarms.zh,
  ...build.zh,
  ...buildDraft.zh,
  ...buildFields.zh,
  ...compare.zh,
  ...changes.zh,
  ...decisions.zh,
  ...inspections.zh,
  ...journal.zh,
  ...gallery.zh,
  ...levels.zh,
  ...material.zh,
  ...offline.zh,
  ...orders.zh,
  ...panel.zh,
  ...people.zh,
  ...place.zh,
  ...plans.zh,
  ...rounds.zh,
  ...settings.zh,
  ...shell.zh,
  ...sources.zh,
  ...space.zh,
  ...spaceTools.zh,
  ...timeline.zh,
  ...trends.zh,
  ...values.zh,
};
