/** Sources: a form per connection, tried out and looked into before it runs. */
import { useState } from 'react';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Empty } from '../shell/message.tsx';
import { freeName, labelAt, recordAt, textAt } from './data.ts';
import { Faults, LabelField, LinesField, NumberField, SelectField, TextField } from './field.tsx';
import { MappingTable } from './mapping-table.tsx';
import { fieldsOf, KINDS, type SourceField } from './source-fields.ts';
import { SourceTrial } from './source-trial.tsx';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-draft.ts';

export const SOURCES_FILE = 'sources.yaml';

const KIND_NAMES: Readonly<Record<string, { title: TextKey; help: TextKey }>> = {
  'opc-ua': { title: 'build.k.opcUa', help: 'build.kh.opcUa' },
  sparkplug: { title: 'build.k.sparkplug', help: 'build.kh.sparkplug' },
  mqtt: { title: 'build.k.mqtt', help: 'build.kh.mqtt' },
  modbus: { title: 'build.k.modbus', help: 'build.kh.modbus' },
  http: { title: 'build.k.http', help: 'build.kh.http' },
  replay: { title: 'build.k.replay', help: 'build.kh.replay' },
};

/** What a new source of a kind begins with, so that its form is not red from the first moment. */
const BEGINNINGS: Readonly<Record<string, Record<string, unknown>>> = {
  'opc-ua': { type: 'opc-ua', endpoint: 'opc.tcp://127.0.0.1:4840', signals: {} },
  sparkplug: { type: 'sparkplug', broker: 'mqtt://127.0.0.1:1883', signals: {} },
  mqtt: { type: 'mqtt', broker: 'mqtt://127.0.0.1:1883', signals: {} },
  modbus: { type: 'modbus', host: '127.0.0.1', signals: {} },
  http: { type: 'http', signals: {} },
  replay: { type: 'replay', files: ['*.csv'], signals: {} },
};

export function SourcesTab() {
  const t = useText();
  const language = useLanguage();
  const { draft, view } = useDraft();
  const sources = recordAt(draft.document(SOURCES_FILE)?.data, ['sources']);
  const names = Object.keys(sources);
  const [chosen, setChosen] = useState<string>();
  const [adding, setAdding] = useState(false);
  const current = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  const add = (kind: string) => {
    const name = freeName(kind === 'opc-ua' ? 'plc' : kind, names);
    setAdding(false);
    setChosen(name);
    const value = BEGINNINGS[kind] ?? { type: kind };
    void draft.edit(t('build.addSourceWhat', { name }), [
      { op: 'set', file: SOURCES_FILE, path: ['sources', name], value },
    ]);
  };
  const faultsOf = (name: string) => draft.faultsAt(SOURCES_FILE, ['sources', name]).length;
  return (
    <div className="build-split">
      <nav className="build-list" aria-label={t('build.sources')}>
        <button type="button" className="button button-main" onClick={() => setAdding(true)}>
          {t('build.addSource')}
        </button>
        <ul>
          {names.map((name) => (
            <li key={name}>
              <button
                type="button"
                aria-current={!adding && current === name}
                onClick={() => {
                  setChosen(name);
                  setAdding(false);
                }}
              >
                {labelAt(sources, [name, 'name'], language) || name}
                <small>{textAt(sources, [name, 'type'])}</small>
                {faultsOf(name) > 0 && (
                  <span className="build-count build-count-wrong">{faultsOf(name)}</span>
                )}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className="build-form">
        {adding || current === undefined ? (
          <section className="kind-choice" aria-label={t('build.whichKind')}>
            <h3>{t('build.whichKind')}</h3>
            <ul>
              {KINDS.map((kind) => (
                <li key={kind}>
                  <button type="button" onClick={() => add(kind)}>
                    <strong>{t(KIND_NAMES[kind]?.title ?? 'build.k.http')}</strong>
                    <small>{t(KIND_NAMES[kind]?.help ?? 'build.kh.http')}</small>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ) : (
          <SourceForm
            key={current}
            name={current}
            onGone={() => setChosen(undefined)}
            onRenamed={setChosen}
          />
        )}
        {view.documents.length === 0 && <Empty>{t('build.noDocuments')}</Empty>}
      </div>
    </div>
  );
}

function SourceForm({
  name,
  onGone,
  onRenamed,
}: {
  name: string;
  onGone: () => void;
  onRenamed: (name: string) => void;
}) {
  const t = useText();
  const { draft } = useDraft();
  const ask = useAsk();
  const path = ['sources', name];
  const kind = textAt(draft.document(SOURCES_FILE)?.data, [...path, 'type']);
  const fields = fieldsOf(kind);
  const written = recordAt(draft.document(SOURCES_FILE)?.data, path);
  const isUsual = (field: SourceField) =>
    field.required || USUAL.has(field.path.join('.')) || field.path[0] in written;
  const usual = fields.filter(isUsual);
  const rest = fields.filter((field) => !isUsual(field));
  const shown = new Set(fields.map((field) => field.path[0]));
  // Faults of the source that belong to no field: an unknown setting, or a missing one.
  const loose = draft
    .faultsAt(SOURCES_FILE, path)
    .filter(
      (fault) =>
        fault.path.length <= 2 ||
        !(shown.has(String(fault.path[2])) || ['name', 'signals'].includes(String(fault.path[2]))),
    );
  const rename = async () => {
    const to = await ask(t('build.newName'), name);
    if (to === undefined || to === name) return;
    onRenamed(to);
    void draft.edit(t('build.renameWhat', { name, to }), [{ op: 'rename', file: SOURCES_FILE, path, to }]);
  };
  const remove = () => {
    onGone();
    void draft.edit(t('build.removeWhat', { name }), [{ op: 'remove', file: SOURCES_FILE, path }]);
  };
  return (
    <>
      <div className="build-head">
        <h3>
          {name} <small>{t(KIND_NAMES[kind]?.title ?? 'build.k.http')}</small>
        </h3>
        <button type="button" className="button" onClick={() => void rename()}>
          {t('build.rename')}
        </button>
        <button type="button" className="button" onClick={remove}>
          {t('build.remove')}
        </button>
      </div>
      <Faults faults={loose} />
      <div className="fields">
        <LabelField file={SOURCES_FILE} path={[...path, 'name']} label={t('build.displayName')} />
        {usual.map((field) => (
          <Setting key={field.path.join('.')} source={name} field={field} />
        ))}
      </div>
      {rest.length > 0 && (
        <details className="build-more">
          <summary>{t('build.moreSettings')}</summary>
          <div className="fields">
            {rest.map((field) => (
              <Setting key={field.path.join('.')} source={name} field={field} />
            ))}
          </div>
        </details>
      )}
      <SourceTrial name={name} kind={kind} />
      <MappingTable source={name} kind={kind} />
    </>
  );
}

/** Shown without opening "more": what nearly every connection of the kind needs. */
const USUAL = new Set(['user', 'password', 'port', 'unit', 'every', 'time', 'time.column', 'loop', 'speed']);

function Setting({ source, field }: { source: string; field: SourceField }) {
  const t = useText();
  const props = {
    file: SOURCES_FILE,
    path: ['sources', source, ...field.path],
    label: t(field.title),
    help: t(field.help),
    placeholder: field.standard,
    required: field.required,
  };
  switch (field.kind) {
    case 'choice':
      return (
        <SelectField
          {...props}
          options={[
            {
              value: '',
              text:
                field.standard === '' ? t('build.automatic') : t('build.standard', { value: field.standard }),
            },
            ...field.choices.map((value) => ({ value, text: value })),
          ]}
        />
      );
    case 'lines':
      return <LinesField {...props} />;
    case 'number':
      return <NumberField {...props} />;
    case 'secret':
      return <TextField {...props} secret />;
    default:
      return <TextField {...props} />;
  }
}
