/** The signals of a chart as a table: value at the clock, at the cursors, and statistics of the visible time. */
import { useQueries } from '@tanstack/react-query';
import { decimalsOf, formatDuration, formatNumber, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { ValueText, valueText } from '../panel/value-text.tsx';
import { useSession } from '../session.ts';
import { useThemeName } from '../state/use-theme.ts';
import { useInstant } from '../values/hooks.ts';
import { LineSample } from './line-sample.tsx';
import { type ChartLine, linesOf } from './lines.ts';

/** Statistics are asked for again when the window moved by this share of itself, and not before. */
const GRID_SHARE = 20;
const GRID_LEAST_MS = 2000;

export function TrendTable({
  paths,
  cursors,
  onRemove,
}: {
  paths: readonly string[];
  cursors: readonly number[];
  onRemove: (path: string) => void;
}) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const { plant, window: span, clock, api } = useSession();
  useInstant(1000);
  const signals = paths.flatMap((path) => plant.signal(path) ?? []);
  const { lines, lanes } = linesOf(signals, theme, language);
  const all = [...lines, ...lanes];
  const grid = Math.max(GRID_LEAST_MS, span.span / GRID_SHARE);
  const from = Math.round(Math.floor(span.from / grid) * grid);
  const to = Math.round(
    Math.min(Math.ceil(span.to / grid) * grid, Math.ceil(clock.serverNow() / grid) * grid),
  );
  const statistics = useQueries({
    queries: lines.map((line) => ({
      queryKey: ['statistics', plant.info.id, line.path, from, to],
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const limits = [...new Set(line.limits.map((limit) => limit.value))];
        return api.statistics(plant.info.id, line.path, { from, to, limits }, signal);
      },
      enabled: from < to,
      gcTime: 20_000,
    })),
  });
  const atCursors = useCursorValues(all, cursors);
  const measuring = cursors.length === 2;
  return (
    <div className="table-scroll trend-table">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('trends.signal')}</th>
            <th scope="col" className="number">
              {clock.live ? t('clock.live') : t('clock.replay')}
            </th>
            {measuring &&
              cursors.map((time, i) => (
                <th key={i === 0 ? 'first' : 'second'} scope="col" className="number">
                  {i + 1}: {formatTime(time, 'time', language, plant.info.timezone)}
                </th>
              ))}
            {measuring && (
              <th scope="col" className="number">
                2 − 1 ({formatDuration(Math.abs(cursors[1] - cursors[0]), language)})
              </th>
            )}
            <th scope="col" className="number">
              {t('trends.min')}
            </th>
            <th scope="col" className="number">
              {t('trends.mean')}
            </th>
            <th scope="col" className="number">
              {t('trends.max')}
            </th>
            <th scope="col" className="number">
              {t('trends.deviation')}
            </th>
            <th scope="col">{t('trends.beyond')}</th>
            <th aria-label={t('trends.removeColumn')} />
          </tr>
        </thead>
        <tbody>
          {all.map((line, i) => {
            const { signal } = line;
            const told = statistics[i]?.data;
            const decimals = decimalsOf(signal.type);
            const number = (value: number | null | undefined, more = 0) =>
              value === null || value === undefined
                ? '–'
                : formatNumber(value, Math.min(6, decimals + more), language);
            const [first, second] = atCursors.get(line.path) ?? [Number.NaN, Number.NaN];
            const cell = (value: number) =>
              Number.isFinite(value) ? valueText(signal, value, language) : '–';
            const lane = signal.type.states !== undefined;
            return (
              <tr key={line.path}>
                <td>
                  <span className="trend-cell">
                    {!lane && <LineSample line={line} />}
                    <span title={line.path}>
                      {line.label} <small>{localText(signal.twin.info.label, language)}</small>
                    </span>
                  </span>
                </td>
                <td className="number">
                  <ValueText signal={signal} />
                </td>
                {measuring && <td className="number">{cell(first)}</td>}
                {measuring && <td className="number">{cell(second)}</td>}
                {measuring && (
                  <td className="number">
                    {lane || !Number.isFinite(second - first)
                      ? '–'
                      : `${second > first ? '+' : ''}${formatNumber(second - first, decimals, language)}`}
                  </td>
                )}
                <td className="number">{number(told?.min)}</td>
                <td className="number">{number(told?.mean, 1)}</td>
                <td className="number">{number(told?.max)}</td>
                <td className="number">
                  {told && !told.exact && '≈ '}
                  {number(told?.deviation, 1)}
                </td>
                <td>
                  {told?.limits.map(({ value, above, below }) => {
                    const limit = line.limits.find((each) => each.value === value);
                    if (!limit) return null;
                    const ms = 1000 * (limit.side === 'above' ? above : below);
                    return (
                      <span key={value} className="beyond" title={localText(limit.alarm.label, language)}>
                        {limit.side === 'above' ? '>' : '<'} {number(value)}:{' '}
                        {ms > 0
                          ? `${told.exact ? '' : '≈ '}${formatDuration(ms, language)}`
                          : t('trends.never')}
                      </span>
                    );
                  })}
                </td>
                <td>
                  <button
                    type="button"
                    className="icon-button"
                    title={t('trends.remove', { name: line.label })}
                    aria-label={t('trends.remove', { name: line.label })}
                    onClick={() => onRemove(line.path)}
                  >
                    ×
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Values at both cursors by path: of the newest samples at or before them. */
function useCursorValues(lines: readonly ChartLine[], cursors: readonly number[]): Map<string, number[]> {
  const { api, plant } = useSession();
  const answers = useQueries({
    queries: cursors.map((at) => ({
      queryKey: ['cursor', plant.info.id, Math.round(at)],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.state(plant.info.id, Math.round(at), signal),
      gcTime: 60_000,
      placeholderData: (before: Awaited<ReturnType<typeof api.state>> | undefined) => before,
    })),
  });
  return new Map(
    lines.map(({ path }) => [
      path,
      answers.map(({ data }) => {
        const at = data ? data.paths.indexOf(path) : -1;
        return at < 0 || !data || (data.quality[at] & 3) >= 2 ? Number.NaN : (data.values[at] ?? Number.NaN);
      }),
    ]),
  );
}
