/** Maintenance plans in forms: for which twins, by what they fall due, and what they would say now. */
import { useState } from 'react';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty } from '../shell/message.tsx';
import { useBuildPlace } from './build-place.ts';
import { freeName, labelAt, recordAt, textAt } from './data.ts';
import { DocumentText } from './documents-tab.tsx';
import { freshPlan, PLANS_FILE } from './plan-edits.ts';
import { PlanForm } from './plan-form.tsx';
import { PlanPreview } from './plan-preview.tsx';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-draft.ts';
import '../styles/plans.css';

export function PlansTab() {
  const t = useText();
  const language = useLanguage();
  const { clock, plant } = useSession();
  const { draft, view } = useDraft();
  const ask = useAsk();
  const chosen = useBuildPlace((place) => place.plan);
  const choose = useBuildPlace((place) => place.setPlan);
  const [beside, setBeside] = useState(false);
  const document = draft.document(PLANS_FILE);
  const plans = recordAt(document?.data, ['plans']);
  const names = Object.keys(plans);
  const current = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  const add = async () => {
    const name = await ask(t('build.newPlan'));
    if (name === undefined) return;
    const free = freeName(name, names, '-');
    const types = view.documents.flatMap(({ file, data }) =>
      file.startsWith('types/') ? [textAt(data, ['type'])] : [],
    );
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: plant.info.timezone }).format(clock.serverNow());
    const value = freshPlan(types[0] ? { type: types[0] } : { twins: [] }, day);
    choose(free);
    void draft.edit(t('build.addWhat', { name: free }), [
      { op: 'set', file: PLANS_FILE, path: ['plans', free], value },
    ]);
  };
  return (
    <div className="build-split">
      <nav className="build-list" aria-label={t('build.plans')}>
        <button type="button" className="button button-main" onClick={() => void add()}>
          {t('build.addPlan')}
        </button>
        <ul>
          {names.map((name) => {
            const faults = draft.faultsAt(PLANS_FILE, ['plans', name]).length;
            return (
              <li key={name}>
                <button type="button" aria-current={current === name} onClick={() => choose(name)}>
                  {labelAt(plans[name], ['name'], language) || name}
                  {faults > 0 && <span className="build-count build-count-wrong">{faults}</span>}
                </button>
              </li>
            );
          })}
        </ul>
      </nav>
      {current === undefined ? (
        <Empty>{t('build.noPlans')}</Empty>
      ) : (
        <div className={`build-beside${beside ? ' build-beside-open' : ''}`}>
          <div className="build-form" key={current}>
            <div className="build-head">
              <h3>{current}</h3>
              <button
                type="button"
                className="button"
                aria-pressed={beside}
                onClick={() => setBeside(!beside)}
              >
                {t('build.asText')}
              </button>
              <button
                type="button"
                className="button"
                onClick={() =>
                  void draft.edit(t('build.removeWhat', { name: current }), [
                    { op: 'remove', file: PLANS_FILE, path: ['plans', current] },
                  ])
                }
              >
                {t('build.remove')}
              </button>
            </div>
            <div className="plan-sheet">
              <div>
                {document?.data === null ? <Empty>{t('build.noYaml')}</Empty> : <PlanForm name={current} />}
              </div>
              <PlanPreview name={current} />
            </div>
          </div>
          {beside && <DocumentText file={PLANS_FILE} />}
        </div>
      )}
    </div>
  );
}
