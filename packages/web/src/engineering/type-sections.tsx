/** The named things of a type, each opened in place: signals, alarms, parameters, parts. */
import { type ReactNode, useState } from 'react';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { at, freeName, labelAt, listAt, type Path, recordAt, textAt } from './data.ts';
import {
  Faults,
  LabelField,
  LinesField,
  NumberField,
  type Place,
  Row,
  SelectField,
  TextField,
} from './field.tsx';
import { FormulaField } from './formula-field.tsx';
import { FormulaWorkbench } from './formula-workbench.tsx';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-draft.ts';

/** A mapping of names to things, such as `signals`: listed, opened, added, renamed, taken out. */
export function NamedSection({
  file,
  path,
  title,
  add,
  ask,
  fresh,
  keepsHistory = false,
  detail,
  children,
}: Place & {
  title: string;
  /** Text of the button. */
  add: string;
  /** What the name is asked with. */
  ask: string;
  fresh: Record<string, unknown>;
  /** Whether a renamed one keeps its former name under `was`, and with it its history. */
  keepsHistory?: boolean;
  detail: (value: unknown) => string;
  children: (path: Path) => ReactNode;
}) {
  const t = useText();
  const language = useLanguage();
  const { draft } = useDraft();
  const askFor = useAsk();
  const [open, setOpen] = useState<string>();
  const data = draft.document(file)?.data;
  const things = recordAt(data, path);
  const names = Object.keys(things);
  const begin = async () => {
    const name = await askFor(ask);
    if (name === undefined) return;
    const free = freeName(name, names);
    setOpen(free);
    void draft.edit(t('build.addWhat', { name: free }), [
      { op: 'set', file, path: [...path, free], value: fresh },
    ]);
  };
  const rename = async (name: string) => {
    const to = await askFor(t('build.newName'), name);
    if (to === undefined || to === name) return;
    const was = [name, ...listAt(things, [name, 'was']).map(String)];
    setOpen(to);
    void draft.edit(t('build.renameWhat', { name, to }), [
      { op: 'rename', file, path: [...path, name], to },
      ...(keepsHistory ? [{ op: 'set' as const, file, path: [...path, to, 'was'], value: was }] : []),
    ]);
  };
  return (
    <section className="build-section">
      <div className="build-head">
        <h4>{title}</h4>
        <button type="button" className="button button-small" onClick={() => void begin()}>
          {add}
        </button>
      </div>
      <Faults faults={draft.faultsAt(file, path).filter((fault) => fault.path.length <= path.length)} />
      <ul className="named">
        {names.map((name) => {
          const faults = draft.faultsAt(file, [...path, name]);
          const own = faults.filter((fault) => fault.path.length <= path.length + 1);
          return (
            <li key={name}>
              <button
                type="button"
                className="named-head"
                aria-expanded={open === name}
                onClick={() => setOpen(open === name ? undefined : name)}
              >
                <span aria-hidden="true">{open === name ? '▾' : '▸'}</span>
                <strong>{name}</strong>
                <span>{labelAt(things, [name, 'name'], language)}</span>
                <small>{detail(things[name])}</small>
                {faults.length > 0 && <span className="build-count build-count-wrong">{faults.length}</span>}
              </button>
              {open === name && (
                <div className="named-body">
                  <Faults faults={own} />
                  {children([...path, name])}
                  <div className="build-buttons">
                    <button type="button" className="button button-small" onClick={() => void rename(name)}>
                      {t('build.rename')}
                    </button>
                    <button
                      type="button"
                      className="button button-small"
                      onClick={() =>
                        void draft.edit(t('build.removeWhat', { name }), [
                          { op: 'remove', file, path: [...path, name] },
                        ])
                      }
                    >
                      {t('build.remove')}
                    </button>
                  </div>
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const KINDS = ['measured', 'setpoint', 'state', 'derived'] as const;

export function SignalForm({ file, path, type }: Place & { type: string }) {
  const t = useText();
  const { draft } = useDraft();
  const data = draft.document(file)?.data;
  const name = String(path.at(-1));
  const formula = textAt(data, [...path, 'formula']);
  const unit = textAt(data, [...path, 'unit']);
  const derived = at(data, [...path, 'formula']) !== undefined;
  const [typed, setTyped] = useState<{ text: string; sound: boolean }>();
  const put = (text: string) => {
    const edits =
      text === ''
        ? [{ op: 'remove' as const, file, path: [...path, 'formula'] }]
        : [{ op: 'set' as const, file, path: [...path, 'formula'], value: text }];
    return draft.edit(t('build.formulaOf', { name }), edits, `${file}:${path.join('.')}.formula`);
  };
  return (
    <>
      {derived ? (
        <>
          <h5>{t('build.formula')}</h5>
          <FormulaField
            type={type}
            label={t('build.formulaOf', { name })}
            text={formula}
            unit={unit === '' ? '1' : unit}
            faults={draft.faultsAt(file, [...path, 'formula'])}
            onChange={put}
            onTyped={(text, sound) => setTyped({ text, sound })}
          />
          <FormulaWorkbench
            type={type}
            signal={name}
            formula={typed?.text ?? formula}
            sound={typed?.sound ?? false}
          />
        </>
      ) : (
        <button
          type="button"
          className="button button-small"
          onClick={() =>
            void draft.edit(t('build.formulaOf', { name }), [
              { op: 'set', file, path: [...path, 'formula'], value: '0' },
            ])
          }
        >
          {t('build.makeDerived')}
        </button>
      )}
      <div className="fields">
        <LabelField file={file} path={[...path, 'name']} label={t('build.displayName')} />
        <TextField
          file={file}
          path={[...path, 'unit']}
          label={t('build.unit')}
          help={t('build.unitHelp')}
          placeholder="1"
        />
        {!derived && (
          <SelectField
            file={file}
            path={[...path, 'kind']}
            label={t('build.signalKind')}
            options={[
              { value: '', text: t('build.automatic') },
              ...KINDS.filter((k) => k !== 'derived').map((value) => ({ value, text: t(`kind.${value}`) })),
            ]}
          />
        )}
        <Band file={file} path={[...path, 'range']} label={t('build.range')} help={t('build.rangeHelp')} />
        <Band file={file} path={[...path, 'normal']} label={t('build.normal')} help={t('build.normalHelp')} />
        <NumberField
          file={file}
          path={[...path, 'resolution']}
          label={t('build.resolution')}
          help={t('build.resolutionHelp')}
        />
        <TextField
          file={file}
          path={[...path, 'stale']}
          label={t('build.stale')}
          help={t('build.staleHelp')}
          placeholder="10 s"
        />
      </div>
    </>
  );
}

/** Two numbers, `[low, high]`. */
function Band({ file, path, label, help }: Place & { label: string; help: string }) {
  const t = useText();
  const { draft } = useDraft();
  const present = listAt(draft.document(file)?.data, path);
  const [low, high] = [textAt(present, [0]), textAt(present, [1])];
  const put = (nextLow: string, nextHigh: string) => {
    const edits =
      nextLow === '' && nextHigh === ''
        ? [{ op: 'remove' as const, file, path: [...path] }]
        : [{ op: 'set' as const, file, path: [...path], value: [numberOr(nextLow), numberOr(nextHigh)] }];
    void draft.edit(label, edits, `${file}:${path.join('.')}`);
  };
  return (
    <Row id={`${file}-${path.join('-')}`} label={label} help={help} faults={draft.faultsAt(file, path)}>
      <span className="field-pair">
        <NumberInput
          id={`${file}-${path.join('-')}`}
          value={low}
          label={`${label}: ${t('build.low')}`}
          onDone={(text) => put(text, high)}
        />
        <NumberInput value={high} label={`${label}: ${t('build.high')}`} onDone={(text) => put(low, text)} />
      </span>
    </Row>
  );
}

function NumberInput({
  id,
  value,
  label,
  onDone,
}: {
  id?: string;
  value: string;
  label: string;
  onDone: (text: string) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const done = () => {
    if (typed !== undefined && typed !== value) onDone(typed);
    setTyped(undefined);
  };
  return (
    <input
      id={id}
      type="text"
      inputMode="decimal"
      aria-label={label}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}

function numberOr(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;

export function AlarmForm({ file, path, type }: Place & { type: string }) {
  const t = useText();
  const { draft } = useDraft();
  const name = String(path.at(-1));
  const when = textAt(draft.document(file)?.data, [...path, 'when']);
  return (
    <>
      <h5>{t('build.when')}</h5>
      <FormulaField
        type={type}
        label={t('build.whenOf', { name })}
        text={when}
        expected="boolean"
        faults={draft.faultsAt(file, [...path, 'when'])}
        onChange={(text) =>
          draft.edit(
            t('build.whenOf', { name }),
            [{ op: 'set', file, path: [...path, 'when'], value: text }],
            `${file}:${path.join('.')}.when`,
          )
        }
      />
      <div className="fields">
        <LabelField file={file} path={[...path, 'name']} label={t('build.displayName')} />
        <SelectField
          file={file}
          path={[...path, 'priority']}
          label={t('build.priority')}
          options={PRIORITIES.map((value) => ({ value, text: t(`priority.${value}`) }))}
        />
        <TextField
          file={file}
          path={[...path, 'delay']}
          label={t('build.delay')}
          help={t('build.delayHelp')}
          placeholder="5 s"
        />
        <TextField
          file={file}
          path={[...path, 'offDelay']}
          label={t('build.offDelay')}
          help={t('build.offDelayHelp')}
          placeholder="10 s"
        />
        <TextField
          file={file}
          path={[...path, 'deadband']}
          label={t('build.deadband')}
          help={t('build.deadbandHelp')}
          placeholder="0.5 mm/s"
        />
        <LabelField
          file={file}
          path={[...path, 'respond']}
          label={t('build.respond')}
          help={t('build.respondHelp')}
        />
      </div>
    </>
  );
}

export function ParameterForm({ file, path }: Place) {
  const t = useText();
  return (
    <div className="fields">
      <LabelField file={file} path={[...path, 'name']} label={t('build.displayName')} />
      <TextField
        file={file}
        path={[...path, 'unit']}
        label={t('build.unit')}
        help={t('build.unitHelp')}
        placeholder="1"
      />
      <NumberField file={file} path={[...path, 'default']} label={t('build.default')} />
    </div>
  );
}

export function PartForm({
  file,
  path,
  types,
}: Place & { types: readonly { value: string; text: string }[] }) {
  const t = useText();
  return (
    <div className="fields">
      <SelectField file={file} path={[...path, 'type']} label={t('build.type')} options={types} />
      <LinesField file={file} path={[...path, 'each']} label={t('build.each')} help={t('build.eachHelp')} />
    </div>
  );
}
