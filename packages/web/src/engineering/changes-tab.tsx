/** What the draft changes, in words and line by line; conflicts; applying, writing to the folder, downloading. */
import type { Difference, DraftDiff } from '@millwright/server/client';
import { useEffect, useState } from 'react';
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { mannerText } from './draft-bar.tsx';
import { useDraft } from './use-draft.ts';

const WORDS: Readonly<Record<Difference['what'], TextKey>> = {
  'plant-settings': 'build.d.plantSettings',
  'type-added': 'build.d.typeAdded',
  'type-removed': 'build.d.typeRemoved',
  'type-label': 'build.d.typeLabel',
  'type-parameters': 'build.d.typeParameters',
  'type-parts': 'build.d.typeParts',
  'type-shape': 'build.d.typeShape',
  'signal-added': 'build.d.signalAdded',
  'signal-removed': 'build.d.signalRemoved',
  'signal-renamed': 'build.d.signalRenamed',
  'signal-unit': 'build.d.signalUnit',
  'signal-formula': 'build.d.signalFormula',
  'signal-settings': 'build.d.signalSettings',
  'alarm-added': 'build.d.alarmAdded',
  'alarm-removed': 'build.d.alarmRemoved',
  'alarm-condition': 'build.d.alarmCondition',
  'alarm-settings': 'build.d.alarmSettings',
  'twin-added': 'build.d.twinAdded',
  'twin-removed': 'build.d.twinRemoved',
  'twin-renamed': 'build.d.twinRenamed',
  'twin-type': 'build.d.twinType',
  'twin-label': 'build.d.twinLabel',
  'twin-place': 'build.d.twinPlace',
  'twin-parameters': 'build.d.twinParameters',
  'source-added': 'build.d.sourceAdded',
  'source-removed': 'build.d.sourceRemoved',
  'source-settings': 'build.d.sourceSettings',
  'source-mappings': 'build.d.sourceMappings',
  scene: 'build.d.scene',
  more: 'build.d.more',
};

export function ChangesTab({ onShow }: { onShow: (file: string, line: number) => void }) {
  const t = useText();
  const { draft, view } = useDraft();
  const [against, setAgainst] = useState<'running' | 'folder'>('running');
  const [diff, setDiff] = useState<DraftDiff>();
  const [failure, setFailure] = useState<unknown>();
  const version = view.info?.version;
  const revision = view.info?.revision;
  useEffect(() => {
    const ends = new AbortController();
    draft.client.diff(against, ends.signal).then(
      (found) => {
        setDiff(found);
        setFailure(undefined);
      },
      (error: unknown) => !ends.signal.aborted && setFailure(error),
    );
    return () => ends.abort();
  }, [draft, against, version, revision]);
  const { info } = view;
  if (info === undefined) return null;
  const conflicts = info.files.filter((one) => one.conflict);
  return (
    <div className="build-changes">
      {conflicts.length > 0 && (
        <section className="build-conflicts" role="alert">
          <h3>{t('build.conflict')}</h3>
          <p>{t('build.conflictHelp')}</p>
          <ul>
            {conflicts.map(({ file }) => (
              <li key={file}>
                <code>{file}</code>
                <button type="button" className="button" onClick={() => void draft.resolve(file, 'draft')}>
                  {t('build.keepDraft')}
                </button>
                <button type="button" className="button" onClick={() => void draft.resolve(file, 'folder')}>
                  {t('build.keepFolder')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Actions blocked={conflicts.length > 0} />
      {info.faults.length > 0 && (
        <section>
          <h3>{t('build.allFaults')}</h3>
          <ul className="build-faults">
            {info.faults.map((fault) => (
              <li key={`${fault.file}:${fault.line}:${fault.column} ${fault.message}`}>
                <button type="button" className="link-button" onClick={() => onShow(fault.file, fault.line)}>
                  <code>
                    {fault.file}:{fault.line}:{fault.column}
                  </code>
                </button>{' '}
                <span className={`fault-${fault.severity}`}>{fault.message}</span>
                {fault.suggestion !== undefined && (
                  <> — {t('build.didYouMean', { name: fault.suggestion })}</>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {failure !== undefined && <Failed error={failure} />}
      {diff === undefined && failure === undefined && <Loading lines={4} />}
      {diff !== undefined && (
        <>
          {diff.words.length > 0 && (
            <section>
              <h3>{t('build.inWords')}</h3>
              <ul className="build-words">
                {diff.words.map((word) => (
                  <li key={`${word.what} ${word.subject}`}>
                    {t(WORDS[word.what], { subject: word.subject })}
                    {word.before !== undefined && word.after !== undefined && (
                      <>
                        {' '}
                        <code className="diff-old">{word.before}</code> →{' '}
                        <code className="diff-new">{word.after}</code>
                      </>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          )}
          <section>
            <div className="build-lines">
              <h3>{t('build.inLines')}</h3>
              <select
                aria-label={t('build.against')}
                value={against}
                onChange={(event) => setAgainst(event.target.value === 'folder' ? 'folder' : 'running')}
              >
                <option value="running">{t('build.againstRunning')}</option>
                <option value="folder">{t('build.againstFolder')}</option>
              </select>
            </div>
            {diff.files.length === 0 && <Empty>{t('build.noDifference')}</Empty>}
            {diff.files.map((file) => (
              <FileDiff key={file.file} file={file} />
            ))}
          </section>
        </>
      )}
    </div>
  );
}

function Actions({ blocked }: { blocked: boolean }) {
  const t = useText();
  const session = useSession();
  const { draft, view } = useDraft();
  const { info, done, pending } = view;
  const [reason, setReason] = useState('');
  if (info === undefined) return null;
  const changed = info.files.some((one) => one.running !== 'same');
  const cannot = blocked || pending > 0 || info.manner === null;
  const download = async () => {
    const blob = await draft.client.archive();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${session.plant.info.id}.zip`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section className="build-actions">
      <p>{t(mannerText(info.manner))}</p>
      <label className="build-reason">
        {t('decide.reason')}
        <input
          value={reason}
          maxLength={4000}
          disabled={!changed}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <div className="build-buttons">
        <button
          type="button"
          className="button button-main"
          disabled={cannot || !changed || !info.folder.writable}
          onClick={() => void draft.apply(true, reason)}
        >
          {t('build.applyAndWrite')}
        </button>
        <button
          type="button"
          className="button"
          disabled={cannot || !changed}
          onClick={() => void draft.apply(false, reason)}
        >
          {t('build.apply')}
        </button>
        <button
          type="button"
          className="button"
          disabled={cannot || changed || !info.unwritten || !info.folder.writable}
          onClick={() => void draft.write()}
        >
          {t('build.write')}
        </button>
        <button type="button" className="button" onClick={() => void download()}>
          {t('build.download')}
        </button>
        <button
          type="button"
          className="button"
          disabled={pending > 0 || !changed}
          onClick={() => void draft.discard(t('build.discard'))}
        >
          {t('build.discard')}
        </button>
      </div>
      <p className="page-note">
        {info.folder.writable
          ? t('build.folder', { path: info.folder.path })
          : t('build.readOnly', { path: info.folder.path })}
        {info.unwritten && !changed && <> {t('build.unwritten')}</>}
      </p>
      {done !== undefined && view.error === undefined && !changed && (
        <p className="build-done" role="status">
          {done.what === 'written'
            ? t('build.written', { files: done.files?.join(', ') ?? '' })
            : t('build.applied')}
        </p>
      )}
      {view.error !== undefined && (
        <p className="draft-error" role="alert">
          {view.error.message}
        </p>
      )}
    </section>
  );
}

function FileDiff({ file: { file, hunks } }: { file: DraftDiff['files'][number] }) {
  const t = useText();
  const signs = { same: ' ', old: '−', new: '+' } as const;
  return (
    <figure className="diff">
      <figcaption>
        <code>{file}</code>
      </figcaption>
      <pre>
        {hunks.map((hunk, i) => (
          <span key={i}>
            {hunk.gap > 0 && <span className="diff-gap">{t('build.gap', { count: hunk.gap })}</span>}
            {hunk.lines.map((line, j) => (
              <span key={j} className={`diff-line diff-${line.kind}`}>
                {signs[line.kind]} {line.text}
                {'\n'}
              </span>
            ))}
          </span>
        ))}
      </pre>
    </figure>
  );
}
