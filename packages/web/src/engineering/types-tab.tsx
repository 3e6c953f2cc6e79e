/** Twin types: signals, formulas, alarms, parameters, parts and shape in forms, the document beside them. */
import { useState } from 'react';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Empty } from '../shell/message.tsx';
import { labelAt, recordAt, textAt } from './data.ts';
import { DocumentText } from './documents-tab.tsx';
import { Faults, LabelField, SelectField } from './field.tsx';
import { ShapeForm } from './shape-form.tsx';
import { AlarmForm, NamedSection, ParameterForm, PartForm, SignalForm } from './type-sections.tsx';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-draft.ts';

export function TypesTab() {
  const t = useText();
  const language = useLanguage();
  const { draft, view } = useDraft();
  const types = view.documents.filter(({ file }) => /^types\/[^/]+\.ya?ml$/.test(file));
  const [chosen, setChosen] = useState<string>();
  const ask = useAsk();
  const [beside, setBeside] = useState(true);
  const current = types.find(({ file }) => file === chosen) ?? types[0];
  const add = async () => {
    const name = await ask(t('build.newType'));
    if (name === undefined) return;
    const file = `types/${name}.yaml`;
    setChosen(file);
    void draft.edit(t('build.addWhat', { name }), [
      { op: 'set', file, path: ['type'], value: name },
      { op: 'set', file, path: ['signals'], value: {} },
    ]);
  };
  const remove = (file: string, name: string) =>
    void draft.edit(t('build.removeWhat', { name }), [{ op: 'delete', file }]);
  return (
    <div className="build-split">
      <nav className="build-list" aria-label={t('build.types')}>
        <button type="button" className="button button-main" onClick={() => void add()}>
          {t('build.addType')}
        </button>
        <ul>
          {types.map(({ file, data }) => {
            const faults = draft.faultsAt(file, []).length;
            return (
              <li key={file}>
                <button type="button" aria-current={current?.file === file} onClick={() => setChosen(file)}>
                  {labelAt(data, ['name'], language) || textAt(data, ['type']) || file}
                  <small>{textAt(data, ['type'])}</small>
                  {faults > 0 && <span className="build-count build-count-wrong">{faults}</span>}
                </button>
              </li>
            );
          })}
        </ul>
      </nav>
      {current === undefined ? (
        <Empty>{t('build.noTypes')}</Empty>
      ) : (
        <div className={`build-beside${beside ? ' build-beside-open' : ''}`}>
          <div className="build-form" key={current.file}>
            <div className="build-head">
              <h3>{textAt(current.data, ['type'])}</h3>
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
                onClick={() => remove(current.file, textAt(current.data, ['type']))}
              >
                {t('build.remove')}
              </button>
            </div>
            {current.data === null ? <Empty>{t('build.noYaml')}</Empty> : <TypeForm file={current.file} />}
          </div>
          {beside && <DocumentText key={`text ${current.file}`} file={current.file} />}
        </div>
      )}
    </div>
  );
}

function TypeForm({ file }: { file: string }) {
  const t = useText();
  const { draft, view } = useDraft();
  const data = draft.document(file)?.data;
  const type = textAt(data, ['type']);
  const others = view.documents.flatMap((one) => {
    const name = /^types\//.test(one.file) ? textAt(one.data, ['type']) : '';
    return name === '' || name === type ? [] : [{ value: name, text: name }];
  });
  const whole = draft.faultsAt(file, []).filter((fault) => fault.path.length === 0);
  return (
    <>
      <Faults faults={whole} />
      <div className="fields">
        <LabelField file={file} path={['name']} label={t('build.displayName')} />
        <SelectField
          file={file}
          path={['extends']}
          label={t('build.extends')}
          help={t('build.extendsHelp')}
          options={[{ value: '', text: t('build.nothing') }, ...others]}
        />
      </div>
      <NamedSection
        file={file}
        path={['signals']}
        title={t('build.signals')}
        add={t('build.addSignal')}
        ask={t('build.newSignal')}
        fresh={{ unit: '1' }}
        keepsHistory
        detail={(value) => [textAt(value, ['unit']), textAt(value, ['formula'])].filter(Boolean).join(' · ')}
      >
        {(path) => <SignalForm file={file} path={path} type={type} />}
      </NamedSection>
      <NamedSection
        file={file}
        path={['alarms']}
        title={t('build.alarms')}
        add={t('build.addAlarm')}
        ask={t('build.newAlarm')}
        fresh={{
          when: Object.keys(recordAt(data, ['signals']))[0]
            ? `${Object.keys(recordAt(data, ['signals']))[0]} > 0`
            : 'true',
          priority: 'medium',
        }}
        detail={(value) => textAt(value, ['when'])}
      >
        {(path) => <AlarmForm file={file} path={path} type={type} />}
      </NamedSection>
      <NamedSection
        file={file}
        path={['parameters']}
        title={t('build.parameters')}
        add={t('build.addParameter')}
        ask={t('build.newParameter')}
        fresh={{ unit: '1', default: 0 }}
        detail={(value) => [textAt(value, ['default']), textAt(value, ['unit'])].filter(Boolean).join(' ')}
      >
        {(path) => <ParameterForm file={file} path={path} />}
      </NamedSection>
      <NamedSection
        file={file}
        path={['parts']}
        title={t('build.partsOf')}
        add={t('build.addPart')}
        ask={t('build.newPart')}
        fresh={{ type: others[0]?.value ?? '' }}
        detail={(value) => textAt(value, ['type'])}
      >
        {(path) => <PartForm file={file} path={path} types={others} />}
      </NamedSection>
      <ShapeForm file={file} type={type} />
    </>
  );
}
