/** How twins of a type look: kind of shape, parameters, and bindings of signals to movements. */
import { useText } from '../i18n/use-text.ts';
import { SHAPES } from '../space/shapes/index.ts';
import { at, isRecord, recordAt, textAt } from './data.ts';
import { Faults, Rested, SelectField } from './field.tsx';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-draft.ts';

export function ShapeForm({ file, type }: { file: string; type: string }) {
  const t = useText();
  const { draft } = useDraft();
  const data = draft.document(file)?.data;
  const shape = recordAt(data, ['shape']);
  const exists = at(data, ['shape']) !== undefined;
  const kinds = Object.keys(SHAPES).sort();
  return (
    <section className="build-section">
      <h4>{t('build.shape')}</h4>
      <div className="fields">
        <SelectField
          file={file}
          path={['shape', 'kind']}
          label={t('build.shapeKind')}
          help={t('build.shapeHelp')}
          options={[
            { value: '', text: t('build.nothing') },
            ...kinds.map((value) => ({ value, text: value })),
          ]}
        />
      </div>
      {exists && (
        <>
          <Pairs
            file={file}
            path={['shape', 'params']}
            title={t('build.shapeParams')}
            values={recordAt(shape, ['params'])}
            what={type}
            numeric
          />
          <Pairs
            file={file}
            path={['shape', 'bindings']}
            title={t('build.bindings')}
            values={recordAt(shape, ['bindings'])}
            what={type}
          />
        </>
      )}
    </section>
  );
}

/** Names and values; the last line begins a new one. */
function Pairs({
  file,
  path,
  title,
  values,
  what,
  numeric = false,
}: {
  file: string;
  path: string[];
  title: string;
  values: Record<string, unknown>;
  what: string;
  numeric?: boolean;
}) {
  const t = useText();
  const { draft } = useDraft();
  const ask = useAsk();
  const label = `${what}: ${title}`;
  const put = (name: string, text: string) => {
    const present = values[name];
    const bound = isRecord(present) ? { ...present, signal: text } : text;
    const value = numeric && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : bound;
    if (text === '') return draft.edit(label, [{ op: 'remove', file, path: [...path, name] }]);
    return draft.edit(
      label,
      [{ op: 'set', file, path: [...path, name], value }],
      `${file}:${path.join('.')}.${name}`,
    );
  };
  const begin = async () => {
    const name = await ask(title);
    if (name === undefined) return;
    void draft.edit(label, [{ op: 'set', file, path: [...path, name], value: numeric ? 1 : 'signal' }]);
  };
  return (
    <div className="pairs">
      <div className="build-head">
        <h5>{title}</h5>
        <button
          type="button"
          className="button button-small"
          onClick={() => void begin()}
          aria-label={`${t('build.add')}: ${title}`}
        >
          +
        </button>
      </div>
      <ul>
        {Object.keys(values).map((name) => {
          const value = values[name];
          const text = isRecord(value) ? textAt(value, ['signal']) : String(value ?? '');
          return (
            <li key={name}>
              <code>{name}</code>
              <Rested value={text} label={`${title}: ${name}`} onRest={(next) => put(name, next)} />
              <Faults faults={draft.faultsAt(file, [...path, name])} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
