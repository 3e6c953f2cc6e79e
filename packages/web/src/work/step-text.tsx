/** A step of a procedure as it is read beforehand: what is done, recorded, by whom, and where answers lead. */
import type { WorkAnswer } from '@millwright/server/client';
import { PERMISSIONS } from '../decisions/office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { StepPicture } from './step-picture.tsx';

type Procedure = WorkAnswer['procedures'][number];

export function StepsText({ procedure }: { procedure: Procedure }) {
  const language = useLanguage();
  return (
    <ol className="run-steps">
      {procedure.steps.map((step) => (
        <li key={step.name}>
          {localText(step.label, language)}
          <StepDetails procedure={procedure} step={step} />
          {step.picture !== undefined && (
            <StepPicture file={step.picture} name={localText(step.label, language)} />
          )}
        </li>
      ))}
    </ol>
  );
}

function StepDetails({ procedure, step }: { procedure: Procedure; step: Procedure['steps'][number] }) {
  const t = useText();
  const language = useLanguage();
  const { check, branches } = step;
  const permission = PERMISSIONS.find((each) => each === step.permission);
  const target = (name: string | null) => {
    const at = procedure.steps.findIndex((each) => each.name === name);
    return at < 0 ? t('run.ends') : t('run.toStep', { number: at + 1 });
  };
  const answer = (name: string) => {
    const option = check?.options?.find((each) => each.name === name);
    return option ? localText(option.label, language) : t('run.outside');
  };
  const facts = [
    permission && t('run.needs', { permission: t(`permission.${permission}`) }),
    check && t(`check.kind.${check.kind}`),
    ...Object.entries(branches).map(([name, next]) => `${answer(name)} → ${target(next)}`),
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? null : <small className="below">{facts.join(' · ')}</small>;
}
