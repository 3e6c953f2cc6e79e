/** The mappings of a source: which address feeds which signal, line by line, with the faults of each. */
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { at, isRecord, recordAt, textAt } from './data.ts';
import { Faults, Rested } from './field.tsx';
import { useDraft } from './use-draft.ts';

const FILE = 'sources.yaml';
/** Pattern of a line whose signal is still to be named. */
const waiting = new Map<string, string[]>();
const listeners = new Set<() => void>();

/** Begins a line for an address that was picked; the person says which signal it feeds. */
export function useAddMapping(source: string): (address: string) => void {
  return (address) => {
    waiting.set(source, [...(waiting.get(source) ?? []), address]);
    for (const listener of listeners) listener();
  };
}

export function MappingTable({ source, kind }: { source: string; kind: string }) {
  const t = useText();
  const session = useSession();
  const { draft } = useDraft();
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((n) => n + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  const path = ['sources', source, 'signals'];
  const data = draft.document(FILE)?.data;
  const mappings = recordAt(data, path);
  const isList = Array.isArray(at(data, path));
  const open = waiting.get(source) ?? [];
  const list = session.plant.signals.filter((one) => one.type.kind !== 'derived').map((one) => one.path);
  const label = t('build.mappings');
  const begin = (address: string) => {
    waiting.set(source, [...open, address]);
    redraw((n) => n + 1);
  };
  const settle = (index: number, signal: string | undefined, address: string) => {
    waiting.set(
      source,
      open.filter((_, i) => i !== index),
    );
    redraw((n) => n + 1);
    if (signal === undefined || signal === '') return;
    const value = kind === 'http' && address === '' ? 'push' : address;
    void draft.edit(t('build.mapWhat', { signal }), [
      { op: 'set', file: FILE, path: [...path, signal], value },
    ]);
  };
  return (
    <section className="build-mappings" aria-label={label}>
      <div className="build-head">
        <h3>{label}</h3>
        <button type="button" className="button" onClick={() => begin('')}>
          {t('build.addMapping')}
        </button>
      </div>
      <p className="field-help">{t('build.mappingHelp')}</p>
      <Faults faults={draft.faultsAt(FILE, path).filter((fault) => fault.path.length <= 3)} />
      {isList ? (
        <p>{t('build.mappingList')}</p>
      ) : (
        <table className="table table-small table-mappings">
          <thead>
            <tr>
              <th scope="col">{t('build.signalOrPattern')}</th>
              <th scope="col">{t('build.address')}</th>
              <th scope="col">{t('build.unit')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('build.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {Object.keys(mappings).map((pattern) => (
              <Line key={pattern} source={source} pattern={pattern} value={mappings[pattern]} />
            ))}
            {open.map((address, i) => (
              <Open
                key={`${address} ${i}`}
                address={address}
                signals={list}
                onDone={(signal, text) => settle(i, signal, text)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Line({ source, pattern, value }: { source: string; pattern: string; value: unknown }) {
  const t = useText();
  const { draft } = useDraft();
  const path = ['sources', source, 'signals', pattern];
  const full = isRecord(value);
  const address = full ? textAt(value, ['address']) : String(value ?? '');
  const unit = full ? textAt(value, ['unit']) : '';
  const faults = draft.faultsAt(FILE, path);
  const label = t('build.mapWhat', { signal: pattern });
  const setUnit = (text: string) => {
    const rest = full ? value : { address };
    const next = Object.fromEntries(Object.entries({ ...rest, unit: text }).filter(([, one]) => one !== ''));
    const plain = Object.keys(next).length === 1 ? next.address : next;
    return draft.edit(label, [{ op: 'set', file: FILE, path, value: plain }], path.join('.'));
  };
  return (
    <tr className={faults.length > 0 ? 'line-wrong' : undefined}>
      <td>
        <Rested
          value={pattern}
          label={t('build.signalOrPattern')}
          onRest={(to) => to !== '' && draft.edit(label, [{ op: 'rename', file: FILE, path, to }])}
        />
        <Faults faults={faults} />
      </td>
      <td>
        <Rested
          value={address}
          label={t('build.address')}
          onRest={(text) =>
            draft.edit(
              label,
              [{ op: 'set', file: FILE, path: full ? [...path, 'address'] : path, value: text }],
              path.join('.'),
            )
          }
        />
      </td>
      <td>
        <Rested value={unit} label={t('build.unit')} onRest={setUnit} />
      </td>
      <td>
        <button
          type="button"
          className="button button-small"
          aria-label={t('build.removeWhat', { name: pattern })}
          onClick={() =>
            void draft.edit(t('build.removeWhat', { name: pattern }), [{ op: 'remove', file: FILE, path }])
          }
        >
          ×
        </button>
      </td>
    </tr>
  );
}

function Open({
  address,
  signals,
  onDone,
}: {
  address: string;
  signals: readonly string[];
  onDone: (signal: string | undefined, address: string) => void;
}) {
  const t = useText();
  const [signal, setSignal] = useState('');
  const [text, setText] = useState(address);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const list = 'build-signals';
  const done = () => signal !== '' && text !== '' && onDone(signal, text);
  return (
    <tr className="line-open">
      <td>
        <input
          ref={first}
          type="text"
          list={list}
          aria-label={t('build.signalOrPattern')}
          placeholder={t('build.whichSignal')}
          value={signal}
          onChange={(event) => setSignal(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && done()}
        />
        <datalist id={list}>
          {signals.slice(0, 2000).map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </td>
      <td>
        <input
          type="text"
          aria-label={t('build.address')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && done()}
        />
      </td>
      <td colSpan={2} className="build-buttons">
        <button
          type="button"
          className="button button-small button-main"
          disabled={signal === '' || text === ''}
          onClick={done}
        >
          {t('build.take')}
        </button>
        <button
          type="button"
          className="button button-small"
          aria-label={t('build.cancel')}
          onClick={() => onDone(undefined, '')}
        >
          ×
        </button>
      </td>
    </tr>
  );
}
