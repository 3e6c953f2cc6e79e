/** What a source offers, looked at by hand: a tree of nodes, registers, topics. An address is picked for a signal. */
import type { BrowseAnswer, BrowseQuery } from '@millwright/server/client';
import { useCallback, useEffect, useId, useState } from 'react';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useAddMapping } from './mapping-table.tsx';
import { useDraft } from './use-draft.ts';

type Found<T> = { state: 'busy' } | { state: 'failed'; error: unknown } | { state: 'found'; items: T };
type Nodes = Extract<BrowseAnswer, { kind: 'nodes' }>['nodes'];

function useBrowse(name: string) {
  const { draft } = useDraft();
  return useCallback(
    async (query: BrowseQuery, signal?: AbortSignal) => draft.client.browse(name, query, signal),
    [draft, name],
  );
}

export function SourceBrowser({ name, kind }: { name: string; kind: string }) {
  if (kind === 'opc-ua') return <NodeTree source={name} />;
  if (kind === 'modbus') return <Registers source={name} />;
  return <Topics source={name} kind={kind} />;
}

function NodeTree({ source }: { source: string }) {
  const t = useText();
  return (
    <div className="tree-scroll">
      <div className="node-tree" role="tree" aria-label={t('build.browse')}>
        <Level source={source} address={undefined} />
      </div>
    </div>
  );
}

function Level({ source, address }: { source: string; address: string | undefined }) {
  const t = useText();
  const browse = useBrowse(source);
  const [found, setFound] = useState<Found<Nodes>>({ state: 'busy' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const ends = new AbortController();
    setFound({ state: 'busy' });
    browse(address === undefined ? {} : { address }, ends.signal).then(
      (answer) => answer.kind === 'nodes' && setFound({ state: 'found', items: answer.nodes }),
      (error: unknown) => !ends.signal.aborted && setFound({ state: 'failed', error }),
    );
    return () => ends.abort();
  }, [browse, address, round]);
  if (found.state === 'busy') return <Loading lines={2} />;
  if (found.state === 'failed') return <Failed error={found.error} onRetry={() => setRound((n) => n + 1)} />;
  if (found.items.length === 0) return <p className="page-note">{t('build.nothingBelow')}</p>;
  return found.items.map((node) => <Node key={node.address} source={source} node={node} />);
}

function Node({ source, node }: { source: string; node: Nodes[number] }) {
  const [open, setOpen] = useState(false);
  const isObject = node.kind === 'object';
  return (
    <div role="treeitem" aria-expanded={isObject ? open : undefined} aria-selected={false} tabIndex={-1}>
      <div className="node">
        {isObject ? (
          <button type="button" className="node-name" onClick={() => setOpen(!open)}>
            {open ? '▾' : '▸'} {node.label}
          </button>
        ) : (
          <>
            <span className="node-name">{node.label}</span>
            <span className="node-value">{node.value}</span>
            {node.usable && <Pick source={source} address={node.address} />}
          </>
        )}
        <code>{node.address}</code>
      </div>
      {open && (
        // biome-ignore lint/a11y/useSemanticElements: the group of a tree is no set of fields
        <div role="group" className="node-below">
          <Level source={source} address={node.address} />
        </div>
      )}
    </div>
  );
}

function Registers({ source }: { source: string }) {
  const t = useText();
  const language = useLanguage();
  const browse = useBrowse(source);
  const id = useId();
  const [query, setQuery] = useState<{
    table: NonNullable<BrowseQuery['table']>;
    offset: number;
    count: number;
  }>({
    table: 'holding',
    offset: 0,
    count: 16,
  });
  const [found, setFound] = useState<Found<Extract<BrowseAnswer, { kind: 'registers' }>['registers']>>();
  const read = async () => {
    setFound({ state: 'busy' });
    try {
      const answer = await browse(query);
      if (answer.kind === 'registers') setFound({ state: 'found', items: answer.registers });
    } catch (error) {
      setFound({ state: 'failed', error });
    }
  };
  return (
    <div>
      <form
        className="build-buttons"
        onSubmit={(event) => {
          event.preventDefault();
          void read();
        }}
      >
        <label htmlFor={`${id}-table`}>{t('build.table')}</label>
        <select
          id={`${id}-table`}
          value={query.table}
          onChange={(event) => {
            const table = (['holding', 'input', 'coil', 'discrete'] as const).find(
              (one) => one === event.target.value,
            );
            setQuery({ ...query, table: table ?? 'holding' });
          }}
        >
          <option value="holding">{t('build.holding')}</option>
          <option value="input">{t('build.input')}</option>
          <option value="coil">{t('build.coil')}</option>
          <option value="discrete">{t('build.discrete')}</option>
        </select>
        <label htmlFor={`${id}-offset`}>{t('build.offset')}</label>
        <input
          id={`${id}-offset`}
          type="number"
          min={0}
          max={65535}
          value={query.offset}
          onChange={(event) => setQuery({ ...query, offset: Number(event.target.value) })}
        />
        <label htmlFor={`${id}-count`}>{t('build.count')}</label>
        <input
          id={`${id}-count`}
          type="number"
          min={1}
          max={60}
          value={query.count}
          onChange={(event) => setQuery({ ...query, count: Number(event.target.value) })}
        />
        <button type="submit" className="button">
          {t('build.read')}
        </button>
      </form>
      {found?.state === 'busy' && <Loading lines={2} />}
      {found?.state === 'failed' && <Failed error={found.error} />}
      {found?.state === 'found' && (
        <div className="tree-scroll">
          <table className="table table-small">
            <thead>
              <tr>
                <th scope="col">{t('build.offset')}</th>
                <th scope="col">{t('build.readAs')}</th>
              </tr>
            </thead>
            <tbody>
              {found.items.map((register) => (
                <tr key={register.offset}>
                  <td className="number">{register.offset}</td>
                  <td>
                    {register.readings.map((reading) => (
                      <span key={reading.address} className="reading">
                        <small>{reading.address.split(':').slice(2).join(' ')}</small>{' '}
                        {reading.value === null
                          ? '–'
                          : formatNumber(
                              reading.value,
                              Number.isInteger(reading.value) ? 0 : 4,
                              language,
                            )}{' '}
                        <Pick source={source} address={reading.address} />
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Topics({ source, kind }: { source: string; kind: string }) {
  const t = useText();
  const browse = useBrowse(source);
  const [found, setFound] = useState<Found<Extract<BrowseAnswer, { kind: 'topics' }>['topics']>>();
  const listen = async () => {
    setFound({ state: 'busy' });
    try {
      const answer = await browse({ seconds: 5 });
      if (answer.kind === 'topics') setFound({ state: 'found', items: answer.topics });
    } catch (error) {
      setFound({ state: 'failed', error });
    }
  };
  return (
    <div>
      <button
        type="button"
        className="button"
        disabled={found?.state === 'busy'}
        onClick={() => void listen()}
      >
        {t('build.listen')}
      </button>
      {found?.state === 'busy' && <Loading lines={3} />}
      {found?.state === 'failed' && <Failed error={found.error} />}
      {found?.state === 'found' && found.items.length === 0 && <Empty>{t('build.heardNothing')}</Empty>}
      {found?.state === 'found' && found.items.length > 0 && (
        <div className="tree-scroll">
          <table className="table table-small">
            <tbody>
              {found.items.map((topic) => (
                <tr key={topic.topic}>
                  <td>
                    <code>{topic.topic}</code>
                    {kind === 'mqtt' && <small className="below payload">{topic.text}</small>}
                  </td>
                  <td>
                    {kind === 'mqtt' &&
                      topic.values.map((value) => (
                        <span key={value.pointer} className="reading">
                          <small>{value.pointer === '' ? t('build.whole') : value.pointer}</small>{' '}
                          {String(value.value)}{' '}
                          <Pick
                            source={source}
                            address={value.pointer === '' ? topic.topic : `${topic.topic}#${value.pointer}`}
                          />
                        </span>
                      ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** Puts an address into the mappings, for a signal to be named there. */
function Pick({ source, address }: { source: string; address: string }) {
  const t = useText();
  const add = useAddMapping(source);
  return (
    <button type="button" className="button button-small" onClick={() => add(address)} title={address}>
      {t('build.pick')}
    </button>
  );
}
