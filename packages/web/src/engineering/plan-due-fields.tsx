/** By what a maintenance plan falls due: calendar, counter or condition, each with its fields. */
import type { VocabularyAnswer } from '@millwright/server/client';
import { useEffect, useId, useState } from 'react';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Choice } from './choice.tsx';
import { at, listAt, type Path, recordAt, textAt } from './data.ts';
import { Faults, NumberField, Row, SelectField, TextField } from './field.tsx';
import { FormulaField } from './formula-field.tsx';
import {
  freshPeriod,
  PERIODS,
  type Period,
  PLANS_FILE,
  periodOf,
  toWay,
  WAYS,
  type Way,
  WEEKDAYS,
  wayOf,
} from './plan-edits.ts';
import { useDraft } from './use-draft.ts';

interface Props {
  /** Of the plan in its document. */
  path: Path;
  /** Name of the type on which a counter or a condition is judged; empty: there is none. */
  type: string;
}

const file = PLANS_FILE;

export function PlanDueFields({ path, type }: Props) {
  const t = useText();
  const { clock, plant } = useSession();
  const { draft } = useDraft();
  const plan = recordAt(draft.document(file)?.data, path);
  const words = useVocabulary(type)?.words ?? [];
  const way = wayOf(plan);
  const choose = (to: Way) => {
    const signals = words.filter(({ kind }) => kind === 'signal');
    // Running hours are the counter that most machines have.
    const first = signals.find(({ unit }) => to === 'counter' && unit === 'h') ?? signals[0];
    const from = new Intl.DateTimeFormat('sv-SE', { timeZone: plant.info.timezone }).format(
      clock.serverNow(),
    );
    const start = { from, signal: first?.name ?? '', unit: first?.unit ?? '' };
    void draft.edit(t('build.plan.due'), toWay(plan, path, to, start));
  };
  return (
    <>
      <Choice
        label={t('build.plan.due')}
        options={WAYS.map((value) => ({ value, text: t(`plan.due.${value}`) }))}
        value={way}
        onChoose={choose}
      />
      {way === 'calendar' && <CalendarFields path={[...path, 'calendar']} />}
      {way === 'counter' && <CounterFields path={[...path, 'counter']} words={words} />}
      {way === 'condition' && <ConditionField path={[...path, 'when']} type={type} />}
    </>
  );
}

function useVocabulary(type: string): VocabularyAnswer | undefined {
  const { draft, view } = useDraft();
  const [found, setFound] = useState<{ type: string; answer: VocabularyAnswer }>();
  const version = view.info?.version;
  useEffect(() => {
    if (type === '') return;
    const ends = new AbortController();
    draft.client.vocabulary(type, ends.signal).then(
      (answer) => setFound({ type, answer }),
      () => {},
    );
    return () => ends.abort();
  }, [draft, type, version]);
  return found?.type === type ? found.answer : undefined;
}

function CalendarFields({ path }: { path: Path }) {
  const t = useText();
  const { draft } = useDraft();
  const data = draft.document(file)?.data;
  const every = at(data, [...path, 'every']);
  const id = useId();
  const period = periodOf(every);
  const count = Number(textAt(every, [period])) || 1;
  const on = listAt(every, ['on']).map(String);
  const toPeriod = (to: Period) =>
    void draft.edit(t('build.plan.unit'), [
      { op: 'set', file, path: [...path, 'every'], value: freshPeriod(to, count) },
    ]);
  const toggle = (day: string) => {
    const next = WEEKDAYS.filter((each) => on.includes(each) !== (each === day));
    if (next.length === 0) return;
    void draft.edit(t('build.plan.on'), [{ op: 'set', file, path: [...path, 'every', 'on'], value: next }]);
  };
  return (
    <>
      <div className="fields">
        <NumberField file={file} path={[...path, 'every', period]} label={t('build.plan.every')} />
        <Row id={id} label={t('build.plan.unit')} faults={[]}>
          <select
            id={id}
            value={period}
            onChange={(event) => {
              const to = PERIODS.find((each) => each === event.target.value);
              if (to) toPeriod(to);
            }}
          >
            {PERIODS.map((each) => (
              <option key={each} value={each}>
                {t(`build.plan.${each}`)}
              </option>
            ))}
          </select>
        </Row>
        {period === 'months' && (
          <NumberField
            file={file}
            path={[...path, 'every', 'day']}
            label={t('build.plan.day')}
            help={t('build.plan.dayHelp')}
          />
        )}
        <TextField file={file} path={[...path, 'at']} label={t('build.plan.at')} placeholder="08:00" />
        <TextField
          file={file}
          path={[...path, 'from']}
          label={t('build.plan.from')}
          placeholder="2026-01-05"
        />
        <TextField
          file={file}
          path={[...path, 'lead']}
          label={t('build.plan.lead')}
          help={t('build.plan.leadHelp')}
          placeholder="8 h"
        />
      </div>
      {period === 'weeks' && (
        <fieldset className="plan-choice">
          <legend>{t('build.plan.on')}</legend>
          <div className="ranges">
            {WEEKDAYS.map((day) => (
              <button key={day} type="button" aria-pressed={on.includes(day)} onClick={() => toggle(day)}>
                {t(`weekday.${day}`)}
              </button>
            ))}
          </div>
          <Faults faults={draft.faultsAt(file, [...path, 'every', 'on'])} />
        </fieldset>
      )}
    </>
  );
}

function CounterFields({ path, words }: { path: Path; words: VocabularyAnswer['words'] }) {
  const t = useText();
  const language = useLanguage();
  const options = words.flatMap(({ name, kind, unit, label }) =>
    kind === 'signal'
      ? [{ value: name, text: `${label ? localText(label, language) : name}${unit ? ` (${unit})` : ''}` }]
      : [],
  );
  return (
    <div className="fields">
      <SelectField
        file={file}
        path={[...path, 'signal']}
        label={t('build.plan.signal')}
        help={t('build.plan.signalHelp')}
        options={options}
      />
      <TextField
        file={file}
        path={[...path, 'every']}
        label={t('build.plan.interval')}
        help={t('build.plan.intervalHelp')}
        placeholder="500 h"
      />
    </div>
  );
}

function ConditionField({ path, type }: { path: Path; type: string }) {
  const t = useText();
  const { draft } = useDraft();
  const when = textAt(draft.document(file)?.data, path);
  return (
    <div className="plan-condition">
      <h5>{t('build.plan.condition')}</h5>
      <FormulaField
        type={type}
        label={t('build.plan.condition')}
        text={when}
        expected="boolean"
        faults={draft.faultsAt(file, path)}
        onChange={(text) =>
          draft.edit(
            t('build.plan.condition'),
            [{ op: 'set', file, path: [...path], value: text }],
            `${file}:${path.join('.')}`,
          )
        }
      />
      <small className="field-help">{t('build.plan.conditionHelp')}</small>
    </div>
  );
}
