/** The piece of material at the selected twin: its identity, since when, where else it is, and what lay here before. */
import { useQuery } from '@tanstack/react-query';
import { formatDuration, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useInstant, useReading } from '../values/hooks.ts';
import { identityOf } from './identity.ts';
import { identitySpans } from './spans.ts';

const HISTORY_MS = 8 * 3_600_000;
const POINTS = 2000;
const MOST = 8;
/** A history is asked for again at most so often while the clock moves on, ms. */
const GRID_MS = 30_000;

export function MaterialCard() {
  const { plant } = useSession();
  const twin = plant.twin(useUi((ui) => ui.twin));
  if (!twin) return null;
  const carrier = [twin, ...twin.children].find((each) => identityOf(plant, each));
  const signal = carrier && identityOf(plant, carrier);
  return signal ? <Card key={signal.path} signal={signal} /> : null;
}

function Card({ signal }: { signal: SignalNode }) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { api, plant, clock } = session;
  const { timezone, id } = plant.info;
  const instant = useInstant(1000);
  const { value } = useReading(signal);
  const to = Math.ceil(instant / GRID_MS) * GRID_MS;
  const { data } = useQuery({
    queryKey: ['material', id, signal.path, to],
    queryFn: ({ signal: abort }) =>
      api.samples(id, signal.path, { from: to - HISTORY_MS, to, points: POINTS }, abort),
    placeholderData: (before) => before,
  });
  const spans = (data ? identitySpans(data) : []).filter((span) => span.from <= instant);
  const here = spans.at(-1)?.identity === value ? spans.at(-1) : undefined;
  const before = spans.filter((span) => span !== here && span.identity !== value).reverse();
  const places = plant.twins.filter((each) => {
    const other = identityOf(plant, each);
    return other !== undefined && other !== signal && session.values.values[other.index] === value;
  });
  const time = (at: number) => formatTime(at, 'time', language, timezone);
  return (
    <section className="material-card" data-covers="" aria-label={t('material.title')}>
      <h3>{t('material.piece', { identity: Number.isFinite(value) ? String(value) : '–' })}</h3>
      {here && (
        <p>
          {t('material.since', {
            time: time(here.from),
            duration: formatDuration(Math.max(0, instant - here.from), language),
          })}
        </p>
      )}
      {places.length > 0 && (
        <p className="material-places">
          {t('material.alsoAt')}{' '}
          {places.map((each) => (
            <button
              key={each.info.path}
              type="button"
              className="link"
              onClick={() => useUi.getState().selectTwin(each.info.path, { focus: true })}
            >
              {localText(each.info.label, language)}
            </button>
          ))}
        </p>
      )}
      {before.length > 0 && (
        <>
          <h4>{t('material.before')}</h4>
          <ol>
            {before.slice(0, MOST).map((span) => (
              <li key={span.from}>
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    // Its last moment here: nearly all of it is through.
                    const at = Math.max(span.from, span.to - 5000);
                    clock.pauseAt(at);
                    session.window.reveal(at);
                  }}
                >
                  {t('material.row', { identity: span.identity, from: time(span.from), to: time(span.to) })}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
