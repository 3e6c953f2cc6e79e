/** Every view there is to photograph, and how one gets there, independent of the language. */
import type { AlarmOccurrence } from '@millwright/server/client';
import type { Page } from 'playwright-core';
import type { BuildTab } from '../../src/engineering/build-place.ts';
import { TABS } from '../../src/state/ui-store.ts';
import type { Deeds } from './deeds.ts';

export interface Shot {
  name: string;
  /** Query of the address. */
  query: string;
  /** Drawn with WebGL, which takes its time in software. */
  spatial?: boolean;
  /** Shows flights of the camera instead of their end. */
  moving?: boolean;
  /** Before anybody signed in. */
  signedOut?: boolean;
  /** What is clicked and typed before the picture. */
  act?: (page: Page) => Promise<void>;
}

/** The `nth` of the buttons that choose a part of a page. */
function part(nth: number, more?: (page: Page) => Promise<void>): (page: Page) => Promise<void> {
  return async (page) => {
    await page.locator('.page-bar .ranges button').nth(nth).click();
    await more?.(page);
  };
}

/** A part of Build. */
function tab(name: BuildTab, more?: (page: Page) => Promise<void>): (page: Page) => Promise<void> {
  return async (page) => {
    await page.click(`#build-tab-${name}`);
    await more?.(page);
  };
}

/** `alarm` is one that stands; `deeds` name what was made to be shown. */
export function shots(alarm: AlarmOccurrence, deeds: Deeds): Shot[] {
  const machine = alarm.twin.slice(0, alarm.twin.lastIndexOf('/'));
  const area = machine.slice(0, machine.indexOf('/'));
  const followed = `twin=${alarm.twin}&alarm=${encodeURIComponent(alarm.id)}`;
  const at = new Date(alarm.raisedAt).toISOString();
  // The first recording begins only seconds before its alarm.
  const early = new Date(alarm.raisedAt + 20_000).toISOString();
  const never = new Date(alarm.raisedAt - 86_400_000).toISOString();
  const [input] = alarm.inputs;
  const trended = [input?.path ?? '', `${alarm.twin}.temperature`, `${machine}.rollForce`, 'mill.lineSpeed'];
  const openAlarm = async (page: Page) => page.locator('.row-acts [aria-expanded=false]').first().click();
  const all: (Shot | false)[] = [
    { name: 'sign-in', query: '', signedOut: true },
    { name: 'overview', query: 'view=overview' },
    { name: 'overview-area', query: `view=overview&area=${area}` },
    { name: 'overview-unit', query: `view=overview&area=${machine}` },
    { name: 'trends', query: `view=trends&trends=${trended.join(',')}` },
    { name: 'trends-empty', query: 'view=trends' },
    { name: 'compare', query: `view=compare&pin=${early}` },
    {
      name: 'compare-pictures',
      query: `view=compare&pin=${early}`,
      spatial: true,
      act: (page) => page.locator('.compare-bar .ranges button').nth(1).click(),
    },
    { name: 'compare-never', query: `view=compare&pin=${never}` },
    { name: 'compare-empty', query: 'view=compare' },
    { name: 'signals', query: 'view=signals' },
    { name: 'alarms', query: 'view=alarms' },
    { name: 'alarms-form', query: 'view=alarms', act: openAlarm },
    { name: 'alarms-hidden', query: 'view=alarms', act: part(1) },
    { name: 'alarms-history', query: 'view=alarms', act: part(2) },
    { name: 'alarms-performance', query: 'view=alarms', act: part(3) },
    { name: 'alarms-replay', query: `view=alarms&${followed}&at=${at}` },
    ...TABS.map((tab) => ({
      name: `panel-${tab}`,
      query: `view=overview&${followed}&tab=${tab}&signal=${input?.path ?? ''}`,
    })),
    { name: 'panel-change', query: 'view=alarms&twin=mill', act: proposeChange },
    { name: 'work-orders', query: 'view=work&work=orders' },
    { name: 'work-rounds', query: 'view=work&work=rounds' },
    { name: 'work-plans', query: 'view=work&work=plans' },
    { name: 'work-procedures', query: 'view=work&work=procedures' },
    { name: 'work-shift', query: 'view=work&work=shift' },
    deeds.order !== undefined && { name: 'work-order', query: `view=work&work=${deeds.order}` },
    deeds.round !== undefined && { name: 'work-round', query: `view=work&work=${deeds.round}` },
    deeds.run !== undefined && { name: 'work-procedure', query: `view=work&work=${deeds.run}` },
    { name: 'changes', query: 'view=changes' },
    { name: 'sources', query: 'view=sources' },
    { name: 'build-sources', query: 'view=engineering' },
    {
      name: 'build-add-source',
      query: 'view=engineering',
      act: (page) => page.locator('.build-list .button-main').click(),
    },
    { name: 'build-types', query: 'view=engineering', act: tab('types') },
    { name: 'build-formula', query: 'view=engineering', act: tab('types', openFormula) },
    { name: 'build-twins', query: 'view=engineering', spatial: true, act: tab('twins') },
    { name: 'build-plans', query: 'view=engineering', act: tab('plans', openPlan) },
    { name: 'build-documents', query: 'view=engineering', act: tab('documents') },
    { name: 'build-changes', query: 'view=engineering', act: tab('changes') },
    { name: 'journal', query: 'view=journal' },
    { name: 'journal-proof', query: 'view=journal', act: openEvent },
    { name: 'settings', query: 'view=settings' },
    { name: 'settings-account', query: 'view=settings', act: part(1) },
    { name: 'settings-people', query: 'view=settings', act: part(2) },
    { name: 'settings-tokens', query: 'view=settings', act: part(3) },
    { name: 'search', query: 'view=overview', act: (page) => search(page, 'stand 3 bear') },
    { name: 'search-none', query: 'view=overview', act: (page) => search(page, 'zeppelin') },
    { name: 'space', query: '', spatial: true },
    { name: 'space-bearing', query: followed, spatial: true, act: (page) => page.keyboard.press('f') },
    { name: 'space-moment', query: `${followed}&at=${at}`, spatial: true },
    { name: 'gallery', query: 'view=gallery', spatial: true },
    {
      name: 'gallery-shape',
      query: 'view=gallery',
      spatial: true,
      act: (page) => page.locator('.gallery-cards button').first().click(),
    },
  ];
  return all.filter((one) => one !== false);
}

async function search(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('.search input').fill(text);
}

async function openEvent(page: Page): Promise<void> {
  await page.locator('.table-journal .link').first().click();
  await page.waitForSelector('.event-details');
}

async function proposeChange(page: Page): Promise<void> {
  const propose = page.locator('.panel .act:not([aria-disabled=true])').first();
  await propose.click({ timeout: 3000 }).catch(() => {});
}

/** The plan by condition. */
async function openPlan(page: Page): Promise<void> {
  await page.locator('.build-list li button').last().click();
}

/** The bearing's wear, which has a formula. */
async function openFormula(page: Page): Promise<void> {
  await page.locator('.build-list li button', { hasText: 'backup-bearing' }).click();
  await page.locator('.build-form .named-head', { hasText: 'wear' }).first().click();
}
