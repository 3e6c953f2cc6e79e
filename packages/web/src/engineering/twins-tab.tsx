/** Twins: the tree of the plant, one twin's form, and the space in which it is placed. */
import type { DraftEdit } from '@millwright/server/client';
import { useState } from 'react';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { freeName, labelAt, listAt, recordAt, textAt } from './data.ts';
import { Faults, LabelField, NumberField, SelectField } from './field.tsx';
import { PlaceFields } from './place-fields.tsx';
import { PlaceSpace } from './place-space.tsx';
import { renameTwin, TWINS_FILE } from './twin-edits.ts';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-draft.ts';

/** More twins than this are found by typing. */
const MOST_SHOWN = 500;

export function TwinsTab() {
  const t = useText();
  const language = useLanguage();
  const { draft, view } = useDraft();
  const selected = useUi((ui) => ui.twin);
  const ask = useAsk();
  const [chosen, setChosen] = useState<string | undefined>(selected);
  const [query, setQuery] = useState('');
  const twins = listAt(draft.document(TWINS_FILE)?.data, ['twins']);
  const paths = twins.map((twin) => textAt(twin, ['path']));
  const current = chosen !== undefined && paths.includes(chosen) ? chosen : paths[0];
  const order = paths
    .map((path, index) => ({ path, index }))
    .filter(({ path, index }) =>
      `${path} ${labelAt(twins[index], ['name'], language)}`.toLowerCase().includes(query.toLowerCase()),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const types = view.documents
    .flatMap(({ file, data }) => (file.startsWith('types/') ? [textAt(data, ['type'])] : []))
    .filter(Boolean);
  const add = async () => {
    const parent =
      current === undefined
        ? ''
        : `${typeOf(current) === '' ? current : current.split('/').slice(0, -1).join('/')}/`;
    const wanted = await ask(t('build.newTwin'), freeName(`${parent === '/' ? '' : parent}twin1`, paths));
    if (wanted === undefined) return;
    const beside = twins[paths.indexOf(current ?? '')];
    const type = textAt(beside, ['type']) || types[0];
    setChosen(wanted);
    const value = {
      path: wanted,
      ...(type === undefined ? {} : { type }),
      place: { at: freePlace(twins, wanted) },
    };
    void draft.edit(t('build.addWhat', { name: wanted }), [
      { op: 'add', file: TWINS_FILE, path: ['twins'], value },
    ]);
  };
  const typeOf = (path: string) => textAt(twins[paths.indexOf(path)], ['type']);
  return (
    <div className="build-split">
      <nav className="build-list" aria-label={t('build.twins')}>
        <button type="button" className="button button-main" onClick={() => void add()}>
          {t('build.addTwin')}
        </button>
        <input
          type="search"
          aria-label={t('build.findTwin')}
          placeholder={t('build.findTwin')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <ul>
          {order.slice(0, MOST_SHOWN).map(({ path, index }) => {
            const faults = draft.faultsAt(TWINS_FILE, ['twins', index]).length;
            return (
              <li key={path} style={{ paddingInlineStart: `${(path.split('/').length - 1) * 0.75}rem` }}>
                <button
                  type="button"
                  aria-current={current === path}
                  title={path}
                  onClick={() => setChosen(path)}
                >
                  {labelAt(twins[index], ['name'], language) || path.split('/').at(-1)}
                  <small>{textAt(twins[index], ['type'])}</small>
                  {faults > 0 && <span className="build-count build-count-wrong">{faults}</span>}
                </button>
              </li>
            );
          })}
        </ul>
        {order.length > MOST_SHOWN && (
          <p className="page-note">{t('build.moreTwins', { count: order.length - MOST_SHOWN })}</p>
        )}
      </nav>
      <div className="build-place">
        <div className="build-form">
          <Faults faults={draft.faultsAt(TWINS_FILE, []).filter((fault) => fault.path.length < 2)} />
          {current !== undefined && (
            <TwinForm
              key={current}
              path={current}
              index={paths.indexOf(current)}
              types={types}
              onRenamed={setChosen}
            />
          )}
        </div>
        <PlaceSpace path={current} onChoose={setChosen} />
      </div>
    </div>
  );
}

/** Beside its last neighbour, so that a new twin is seen. */
function freePlace(twins: readonly unknown[], path: string): [number, number, number] {
  const parent = path.split('/').slice(0, -1).join('/');
  let most = Number.NEGATIVE_INFINITY;
  let z = 0;
  for (const twin of twins) {
    if (textAt(twin, ['path']).split('/').slice(0, -1).join('/') !== parent) continue;
    const x = Number(listAt(twin, ['place', 'at'])[0] ?? Number.NaN);
    if (x > most) {
      most = x;
      z = Number(listAt(twin, ['place', 'at'])[2] ?? 0);
    }
  }
  return Number.isFinite(most) ? [Math.round((most + 3) * 100) / 100, 0, z] : [0, 0, 0];
}

function TwinForm({
  path,
  index,
  types,
  onRenamed,
}: {
  path: string;
  index: number;
  types: readonly string[];
  onRenamed: (path: string) => void;
}) {
  const t = useText();
  const { draft, view } = useDraft();
  const ask = useAsk();
  const { plant } = useSession();
  const at = ['twins', index];
  const data = draft.document(TWINS_FILE)?.data;
  const type = textAt(data, [...at, 'type']);
  // A part has the type its parent's type gives it.
  const part = type === '' ? plant.twin(path)?.type?.name : undefined;
  const parameters = parametersOf(view.documents, part ?? type);
  const rename = async () => {
    const to = await ask(t('build.newPath'), path);
    if (to === undefined || to === path) return;
    onRenamed(to);
    void draft.edit(t('build.renameWhat', { name: path, to }), renameTwin(view.documents, path, to));
  };
  const remove = () => {
    const edits: DraftEdit[] = [];
    const twins = listAt(data, ['twins']);
    // From the last to the first: the places of those before stay as they are.
    for (let i = twins.length - 1; i >= 0; i--) {
      const one = textAt(twins[i], ['path']);
      if (one === path || one.startsWith(`${path}/`))
        edits.push({ op: 'remove', file: TWINS_FILE, path: ['twins', i] });
    }
    void draft.edit(t('build.removeWhat', { name: path }), edits);
  };
  return (
    <>
      <div className="build-head">
        <h3>{path}</h3>
        <button type="button" className="button" onClick={() => void rename()}>
          {t('build.renameTwin')}
        </button>
        <button type="button" className="button" onClick={remove}>
          {t('build.remove')}
        </button>
      </div>
      <Faults
        faults={draft
          .faultsAt(TWINS_FILE, at)
          .filter(
            (fault) => fault.path.length <= 3 && !['name', 'type', 'place'].includes(String(fault.path[2])),
          )}
      />
      <div className="fields">
        <LabelField file={TWINS_FILE} path={[...at, 'name']} label={t('build.displayName')} />
        <SelectField
          file={TWINS_FILE}
          path={[...at, 'type']}
          label={t('build.type')}
          options={[
            {
              value: '',
              text: part === undefined ? t('build.plainLevel') : t('build.partType', { type: part }),
            },
            ...types.map((value) => ({ value, text: value })),
          ]}
        />
        {parameters.map(({ name, unit, standard }) => (
          <NumberField
            key={name}
            file={TWINS_FILE}
            path={[...at, 'parameters', name]}
            label={name}
            help={unit === '1' ? '' : unit}
            placeholder={standard}
          />
        ))}
      </div>
      <PlaceFields index={index} />
    </>
  );
}

/** Own parameters of a type and those of the types it extends. */
function parametersOf(
  documents: readonly { file: string; data: unknown }[],
  type: string,
): { name: string; unit: string; standard: string }[] {
  const found = new Map<string, { name: string; unit: string; standard: string }>();
  const seen = new Set<string>();
  for (let name = type; name !== '' && !seen.has(name); ) {
    seen.add(name);
    const data = documents.find(
      (one) => one.file.startsWith('types/') && textAt(one.data, ['type']) === name,
    )?.data;
    for (const [key, value] of Object.entries(recordAt(data, ['parameters']))) {
      if (!found.has(key))
        found.set(key, { name: key, unit: textAt(value, ['unit']), standard: textAt(value, ['default']) });
    }
    name = textAt(data, ['extends']);
  }
  return [...found.values()];
}
