/** What is shown, to take along: samples as CSV or Parquet, the picture as PNG, a link to the same view. */
import { useState } from 'react';
import { formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useThemeName } from '../state/use-theme.ts';
import { linesOf } from './lines.ts';
import { download, pictureOf } from './picture-file.ts';

export function ExportMenu({ paths }: { paths: readonly string[] }) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const { api, plant, window: span, clock } = useSession();
  const [message, setMessage] = useState('');
  const { info } = plant;
  const run = (work: () => Promise<string>) => {
    setMessage(t('trends.exporting'));
    work().then(setMessage, (error: unknown) =>
      setMessage(error instanceof Error ? error.message : String(error)),
    );
  };
  const stamp = () => new Date(span.from).toISOString().slice(0, 19).replaceAll(':', '');
  const samples = (format: 'csv' | 'parquet') =>
    run(async () => {
      const range = { from: Math.round(span.from), to: Math.round(Math.min(span.to, clock.serverNow())) };
      const response = await api.exportData(info.id, { ...range, format, signals: paths });
      download(await response.blob(), `${info.id}-${stamp()}.${format}`);
      return t('trends.exported');
    });
  const picture = () =>
    run(async () => {
      const chart = document.querySelector('.page-trends .trend-plot canvas');
      if (!(chart instanceof HTMLCanvasElement)) return t('trends.noPicture');
      const { lines } = linesOf(
        paths.flatMap((path) => plant.signal(path) ?? []),
        theme,
        language,
      );
      const style = getComputedStyle(chart);
      const time = (at: number) => formatTime(at, 'dateTime', language, info.timezone);
      const blob = await pictureOf(
        chart,
        lines.map((line) => ({
          line,
          text: `${line.label} — ${localText(line.signal.twin.info.label, language)} ${line.unit}`,
        })),
        {
          title: localText(info.label, language),
          range: `${time(span.from)} – ${time(span.to)} (${info.timezone})`,
        },
        {
          ground: style.getPropertyValue('--surface').trim(),
          text: style.getPropertyValue('--text').trim(),
        },
      );
      if (!blob) return t('trends.noPicture');
      download(blob, `${info.id}-${stamp()}.png`);
      return t('trends.exported');
    });
  const link = () =>
    run(async () => {
      await navigator.clipboard.writeText(location.href);
      return t('trends.copied');
    });
  return (
    <details className="menu">
      <summary className="button button-small">{t('trends.export')}</summary>
      <div className="menu-box">
        <ul>
          <li>
            <button type="button" onClick={() => samples('csv')}>
              {t('trends.csv')}
            </button>
          </li>
          <li>
            <button type="button" onClick={() => samples('parquet')}>
              {t('trends.parquet')}
            </button>
          </li>
          <li>
            <button type="button" onClick={picture}>
              {t('trends.png')}
            </button>
          </li>
          <li>
            <button type="button" onClick={link}>
              {t('trends.link')}
            </button>
          </li>
        </ul>
        <p className="hint" role="status">
          {message}
        </p>
      </div>
    </details>
  );
}
