/** Testing the connection of a source, trusting its certificate, and looking at what it offers. */
import type { TrialAnswer } from '@millwright/server/client';
import { useEffect, useRef, useState } from 'react';
import { formatNumber, formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { ProposalForm } from './proposal-form.tsx';
import { SourceBrowser } from './source-browser.tsx';
import { useDraft } from './use-draft.ts';

type Trying =
  | { state: 'idle' }
  | { state: 'busy' }
  | { state: 'told'; trial: TrialAnswer }
  | { state: 'failed'; error: unknown };

/** Kinds that can be looked into by hand, and those that propose types and twins by themselves. */
const BROWSABLE = new Set(['opc-ua', 'modbus', 'mqtt', 'sparkplug']);
const DISCOVERABLE = new Set(['opc-ua', 'mqtt', 'sparkplug']);

export function SourceTrial({ name, kind }: { name: string; kind: string }) {
  const t = useText();
  const { draft } = useDraft();
  const [trying, setTrying] = useState<Trying>({ state: 'idle' });
  const [open, setOpen] = useState<'browse' | 'propose'>();
  const ends = useRef<AbortController>(undefined);
  useEffect(() => () => ends.current?.abort(), []);
  const test = async () => {
    ends.current?.abort();
    const mine = new AbortController();
    ends.current = mine;
    setTrying({ state: 'busy' });
    try {
      const trial = await draft.client.test(name, mine.signal);
      if (!mine.signal.aborted) setTrying({ state: 'told', trial });
    } catch (error) {
      if (!mine.signal.aborted) setTrying({ state: 'failed', error });
    }
  };
  return (
    <section className="build-trial" aria-label={t('build.tryOut')}>
      <div className="build-buttons">
        <button
          type="button"
          className="button button-main"
          disabled={trying.state === 'busy'}
          onClick={() => void test()}
        >
          {t('build.test')}
        </button>
        {BROWSABLE.has(kind) && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'browse'}
            onClick={() => setOpen(open === 'browse' ? undefined : 'browse')}
          >
            {t('build.browse')}
          </button>
        )}
        {DISCOVERABLE.has(kind) && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'propose'}
            onClick={() => setOpen(open === 'propose' ? undefined : 'propose')}
          >
            {t('build.propose')}
          </button>
        )}
        {trying.state === 'busy' && (
          <button
            type="button"
            className="button"
            onClick={() => {
              ends.current?.abort();
              setTrying({ state: 'idle' });
            }}
          >
            {t('build.cancel')}
          </button>
        )}
      </div>
      {trying.state === 'busy' && <Loading lines={2} />}
      {trying.state === 'failed' && <Failed error={trying.error} />}
      {trying.state === 'told' && <Told name={name} trial={trying.trial} onAgain={() => void test()} />}
      {open === 'browse' && <SourceBrowser name={name} kind={kind} />}
      {open === 'propose' && <ProposalForm source={name} kind={kind} onDone={() => setOpen(undefined)} />}
    </section>
  );
}

function Told({ name, trial, onAgain }: { name: string; trial: TrialAnswer; onAgain: () => void }) {
  const t = useText();
  const language = useLanguage();
  const { timezone } = useSession().plant.info;
  const { draft } = useDraft();
  const { certificate } = trial;
  return (
    <div className={`trial ${trial.ok ? 'trial-good' : 'trial-bad'}`} role="status">
      <strong>
        {trial.ok
          ? t('build.connected', { endpoint: trial.endpoint })
          : t('build.notConnected', { endpoint: trial.endpoint })}
      </strong>
      {trial.signals > 0 && trial.ok && (
        <p>{t('build.heard', { heard: trial.heard, signals: trial.signals })}</p>
      )}
      {trial.problem !== undefined && certificate === undefined && <p>{trial.problem}</p>}
      {certificate !== undefined && (
        <div className="certificate">
          <p>{t('build.certificate')}</p>
          <dl className="facts">
            <div>
              <dt>{t('build.subject')}</dt>
              <dd>{certificate.subject}</dd>
            </div>
            <div>
              <dt>{t('build.thumbprint')}</dt>
              <dd>
                <code>{certificate.thumbprint.match(/.{1,4}/g)?.join(' ')}</code>
              </dd>
            </div>
            <div>
              <dt>SHA-256</dt>
              <dd>
                <code>{certificate.sha256.match(/.{1,4}/g)?.join(' ')}</code>
              </dd>
            </div>
            <div>
              <dt>{t('build.validTo')}</dt>
              <dd>{certificate.validTo}</dd>
            </div>
          </dl>
          <p>{t('build.certificateAsk')}</p>
          <button
            type="button"
            className="button button-main"
            onClick={() => void draft.client.trust(name, certificate.thumbprint).then(onAgain, onAgain)}
          >
            {t('build.trust')}
          </button>
        </div>
      )}
      {trial.samples.length > 0 && (
        <table className="table table-small">
          <thead>
            <tr>
              <th scope="col">{t('build.signal')}</th>
              <th scope="col" className="number">
                {t('build.value')}
              </th>
              <th scope="col">{t('build.time')}</th>
            </tr>
          </thead>
          <tbody>
            {trial.samples.map((sample) => (
              <tr key={sample.path}>
                <td>{sample.path}</td>
                <td className="number">
                  {sample.value === null
                    ? '–'
                    : formatNumber(sample.value, Number.isInteger(sample.value) ? 0 : 3, language)}{' '}
                  {sample.unit === '1' ? '' : sample.unit}
                </td>
                <td>{formatTime(sample.time, 'dateTime', language, timezone)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
