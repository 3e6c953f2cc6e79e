/** One maintenance plan in a form. */
import { useId } from 'react';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Choice } from './choice.tsx';
import { labelAt, listAt, recordAt, textAt } from './data.ts';
import { Faults, LabelField, type Place, Row, SelectField, TextField } from './field.tsx';
import { PlanDueFields } from './plan-due-fields.tsx';
import { PLANS_FILE } from './plan-edits.ts';
import { useDraft } from './use-draft.ts';

const KINDS = ['preventive', 'inspection'] as const;
const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;

export function PlanForm({ name }: { name: string }) {
  const t = useText();
  const language = useLanguage();
  const { draft, view } = useDraft();
  const file = PLANS_FILE;
  const path = ['plans', name];
  const plan = recordAt(draft.document(file)?.data, path);
  const own = draft.faultsAt(file, path).filter((fault) => fault.path.length <= path.length);
  const isForType = listAt(plan, ['twins']).length === 0 && plan.twins === undefined;
  const types = view.documents.flatMap(({ file: of, data }) => {
    const type = of.startsWith('types/') ? textAt(data, ['type']) : '';
    return type === '' ? [] : [{ value: type, text: labelAt(data, ['name'], language) || type }];
  });
  const procedures = view.documents.flatMap(({ file: of, data }) => {
    const procedure = of.startsWith('procedures/') ? textAt(data, ['procedure']) : '';
    return procedure === ''
      ? []
      : [{ value: procedure, text: labelAt(data, ['name'], language) || procedure }];
  });
  const routes = Object.entries(recordAt(draft.document('work/routes.yaml')?.data, ['routes'])).map(
    ([value, route]) => ({ value, text: labelAt(route, ['name'], language) || value }),
  );
  const none = { value: '', text: t('build.nothing') };
  const judged = isForType ? textAt(plan, ['type']) : typeOfTwin(view.documents, textAt(plan, ['twins', 0]));
  const forWhom = (to: 'type' | 'twins') => {
    const [gone, value] =
      to === 'type'
        ? ['twins', judged || types[0]?.value || '']
        : ['type', firstTwins(view.documents, judged)];
    void draft.edit(t('build.plan.for'), [
      { op: 'remove', file, path: [...path, gone] },
      { op: 'set', file, path: [...path, to], value },
    ]);
  };
  return (
    <>
      <Faults faults={own} />
      <div className="fields">
        <LabelField file={file} path={[...path, 'name']} label={t('build.displayName')} />
        <LabelField file={file} path={[...path, 'description']} label={t('build.plan.description')} />
      </div>
      <Choice
        label={t('build.plan.for')}
        options={[
          { value: 'type', text: t('build.plan.forType') },
          { value: 'twins', text: t('build.plan.forTwins') },
        ]}
        value={isForType ? 'type' : 'twins'}
        onChoose={forWhom}
      />
      <div className="fields">
        {isForType ? (
          <SelectField file={file} path={[...path, 'type']} label={t('build.plan.type')} options={types} />
        ) : (
          <TwinsField file={file} path={[...path, 'twins']} />
        )}
      </div>
      <PlanDueFields path={path} type={judged} />
      <div className="fields">
        <SelectField
          file={file}
          path={[...path, 'kind']}
          label={t('build.plan.kind')}
          options={[
            { value: '', text: t('build.automatic') },
            ...KINDS.map((value) => ({ value, text: t(`order.kind.${value}`) })),
          ]}
        />
        <SelectField
          file={file}
          path={[...path, 'priority']}
          label={t('build.priority')}
          options={[
            { value: '', text: t('build.automatic') },
            ...PRIORITIES.map((value) => ({ value, text: t(`priority.${value}`) })),
          ]}
        />
        <TextField
          file={file}
          path={[...path, 'allow']}
          label={t('build.plan.allow')}
          help={t('build.plan.allowHelp')}
          placeholder="7 d"
        />
        <SelectField
          file={file}
          path={[...path, 'procedure']}
          label={t('build.plan.procedure')}
          options={[none, ...procedures]}
        />
        <SelectField
          file={file}
          path={[...path, 'route']}
          label={t('build.plan.route')}
          help={t('build.plan.routeHelp')}
          options={[none, ...routes]}
        />
      </div>
    </>
  );
}

/** Twins by name, added from a list and taken out one by one. */
function TwinsField({ file, path }: Place) {
  const t = useText();
  const id = useId();
  const { draft, view } = useDraft();
  const twins = listAt(draft.document(file)?.data, path).map(String);
  const known = listAt(view.documents.find((one) => one.file === 'twins.yaml')?.data, ['twins'])
    .map((twin) => textAt(twin, ['path']))
    .filter((one) => one !== '' && !twins.includes(one));
  const put = (value: string[]) =>
    void draft.edit(t('build.plan.twins'), [{ op: 'set', file, path: [...path], value }]);
  return (
    <Row id={id} label={t('build.plan.twins')} faults={draft.faultsAt(file, path)}>
      <ul className="plan-twins">
        {twins.map((twin) => (
          <li key={twin}>
            <code>{twin}</code>
            <button
              type="button"
              className="link"
              aria-label={t('build.plan.removeTwin', { twin })}
              disabled={twins.length === 1}
              onClick={() => put(twins.filter((each) => each !== twin))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <select id={id} value="" onChange={(event) => put([...twins, event.target.value])}>
        <option value="" disabled>
          {t('build.plan.addTwin')}
        </option>
        {known.map((twin) => (
          <option key={twin} value={twin}>
            {twin}
          </option>
        ))}
      </select>
    </Row>
  );
}

type Documents = readonly { file: string; data: unknown }[];

function twinsOf(documents: Documents): readonly unknown[] {
  return listAt(documents.find((one) => one.file === 'twins.yaml')?.data, ['twins']);
}

function typeOfTwin(documents: Documents, path: string): string {
  return textAt(
    twinsOf(documents).find((twin) => textAt(twin, ['path']) === path),
    ['type'],
  );
}

/** The twins of a type that are listed, at least one of all. */
function firstTwins(documents: Documents, type: string): string[] {
  const twins = twinsOf(documents);
  const ofType = twins.filter((twin) => textAt(twin, ['type']) === type);
  return (ofType.length > 0 ? ofType : twins.slice(0, 1)).map((twin) => textAt(twin, ['path']));
}
