/** The parts of a level: those of one type compared with each other, single ones as tiles, those further down on demand. */
import type { TwinTypeInfo } from '@millwright/server/client';
import { useMemo, useState } from 'react';
import { limitsOf } from '../alarms/limits.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Indicator } from '../panel/indicator.tsx';
import { ValueText } from '../panel/value-text.tsx';
import type { SignalNode, TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import { below, groupsOf, tellingSignals } from './figures.ts';
import { PeerTable } from './peer-table.tsx';
import { SideBySide } from './side-by-side.tsx';
import { TwinLink } from './twin-link.tsx';
import { worstAlarms } from './worst-alarms.ts';

/** Up to this many twins stand side by side; more become a list. */
const SIDE_BY_SIDE_MOST = 6;
const TILE_SIGNALS = 3;

/** `root`: the level; undefined: the outermost twins of the plant. */
export function LevelParts({ root }: { root: TwinNode | undefined }) {
  const t = useText();
  const { plant } = useSession();
  const { compared, single, deeper } = useMemo(() => {
    const parts = root ? root.children : plant.twins.filter((twin) => !twin.parent);
    const groups = groupsOf(parts);
    const compared = groups.flatMap(({ type, twins }) => (type && twins.length > 1 ? [{ type, twins }] : []));
    const single = groups.flatMap(({ type, twins }) => (type && twins.length > 1 ? [] : twins));
    const direct = new Set(parts);
    const all = root ? below(root) : plant.twins;
    const deeper = groupsOf(all.filter((twin) => !direct.has(twin))).flatMap(({ type, twins }) =>
      type && twins.length > 2 && type.signals.length > 0 ? [{ type, twins }] : [],
    );
    return { compared, single, deeper };
  }, [plant, root]);
  return (
    <>
      {compared.map(({ type, twins }) => (
        <Compared key={type.name} type={type} twins={twins} />
      ))}
      {single.length > 0 && (
        <section aria-label={t('panel.parts')}>
          <h3 className="level-title">{t(compared.length > 0 ? 'levels.otherParts' : 'panel.parts')}</h3>
          <ul className="tiles">
            {single.map((twin) => (
              <Tile key={twin.info.path} twin={twin} />
            ))}
          </ul>
        </section>
      )}
      {deeper.length > 0 && (
        <section aria-label={t('levels.deeper')}>
          <h3 className="level-title">{t('levels.deeper')}</h3>
          {deeper.map(({ type, twins }) => (
            <Folded key={type.name} type={type} twins={twins} />
          ))}
        </section>
      )}
    </>
  );
}

interface GroupProps {
  type: TwinTypeInfo;
  twins: readonly TwinNode[];
}

function Compared({ type, twins }: GroupProps) {
  const language = useLanguage();
  const title = `${localText(type.label, language)} × ${twins.length}`;
  if (type.signals.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="level-title">{title}</h3>
      <Table type={type} twins={twins} />
    </section>
  );
}

function Table({ type, twins }: GroupProps) {
  return twins.length <= SIDE_BY_SIDE_MOST ? (
    <SideBySide type={type} twins={twins} />
  ) : (
    <PeerTable type={type} twins={twins} />
  );
}

/** Drawn only while it is open. */
function Folded({ type, twins }: GroupProps) {
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const worst = worstAlarms(useStandingAlarms());
  const alarm = twins.map((twin) => worst.get(twin.info.path)).find((item) => item !== undefined);
  return (
    <details className="folded" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {localText(type.label, language)} × {twins.length}{' '}
        {alarm && <PriorityMark priority={alarm.priority} />}
      </summary>
      {open && <Table type={type} twins={twins} />}
    </details>
  );
}

function Tile({ twin }: { twin: TwinNode }) {
  const { plant } = useSession();
  const alarm = worstAlarms(useStandingAlarms()).get(twin.info.path);
  const selected = useUi((ui) => ui.twin === twin.info.path);
  const { type } = twin;
  const signals = type
    ? tellingSignals(type)
        .slice(0, TILE_SIGNALS)
        .flatMap((each) => plant.signal(`${twin.info.path}.${each.name}`) ?? [])
    : [];
  return (
    <li className={`tile${selected ? ' selected' : ''}`}>
      <strong>
        {alarm && <PriorityMark priority={alarm.priority} />} <TwinLink twin={twin} />
      </strong>
      <ul>
        {signals.map((signal) => (
          <TileRow key={signal.path} signal={signal} />
        ))}
      </ul>
    </li>
  );
}

function TileRow({ signal }: { signal: SignalNode }) {
  const language = useLanguage();
  const { selectSignal } = useUi.getState();
  const limits = signal.twin.type ? limitsOf(signal.twin.type, signal.type) : [];
  return (
    <li>
      <button type="button" className="tile-signal" onClick={() => selectSignal(signal.path, 'trend')}>
        <span>{localText(signal.type.label, language)}</span>
        <ValueText signal={signal} />
        {!signal.type.states && <Indicator signal={signal} limits={limits} />}
      </button>
    </li>
  );
}
