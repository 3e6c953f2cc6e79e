/** Types and twins a source proposes, to be ticked and renamed, then taken into the draft with their mappings. */
import type { DraftEdit, ProposalAnswer } from '@millwright/server/client';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { freeName, listAt, recordAt, textAt } from './data.ts';
import { editsOf, type Wishes } from './proposal-edits.ts';
import { useDraft } from './use-draft.ts';

export function ProposalForm({ source, kind, onDone }: { source: string; kind: string; onDone: () => void }) {
  const t = useText();
  const { draft, view } = useDraft();
  const [proposal, setProposal] = useState<ProposalAnswer>();
  const [failure, setFailure] = useState<unknown>();
  const [wishes, setWishes] = useState<Wishes>({ types: {}, twins: {} });
  useEffect(() => {
    const ends = new AbortController();
    draft.client.discover(source, { seconds: 6 }, ends.signal).then(
      (found) => {
        setProposal(found);
        setWishes(wishesOf(found, typeNames(view.documents), twinPaths(draft.document('twins.yaml')?.data)));
      },
      (error: unknown) => !ends.signal.aborted && setFailure(error),
    );
    return () => ends.abort();
  }, [draft, source]);
  if (failure !== undefined) return <Failed error={failure} />;
  if (proposal === undefined) {
    return (
      <div>
        <p className="page-note">{kind === 'opc-ua' ? t('build.walking') : t('build.listening')}</p>
        <Loading lines={4} />
      </div>
    );
  }
  const take = async () => {
    const edits: DraftEdit[] = editsOf(proposal, wishes, source);
    if (edits.length === 0) return;
    await draft.edit(t('build.takeWhat', { name: source }), edits);
    onDone();
  };
  const chosen = Object.values(wishes.twins).filter((one) => one.taken).length;
  return (
    <div className="proposal">
      {proposal.notes.length > 0 && (
        <ul className="page-note">
          {proposal.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {proposal.twins.length === 0 ? (
        <Empty>{t('build.nothingProposed')}</Empty>
      ) : (
        <>
          <fieldset>
            <legend>{t('build.types')}</legend>
            {proposal.types.map(({ name, data }) => (
              <Tick
                key={name}
                taken={wishes.types[name]?.taken ?? false}
                name={wishes.types[name]?.name ?? name}
                label={t('build.type')}
                detail={Object.keys(recordAt(data, ['signals'])).join(', ')}
                onChange={(wish) => setWishes({ ...wishes, types: { ...wishes.types, [name]: wish } })}
              />
            ))}
          </fieldset>
          <fieldset>
            <legend>{t('build.twins')}</legend>
            {proposal.twins.map(({ path, type, label }) => (
              <Tick
                key={path}
                taken={wishes.twins[path]?.taken ?? false}
                name={wishes.twins[path]?.name ?? path}
                label={t('build.twin')}
                detail={[label, type].filter(Boolean).join(' · ')}
                onChange={(wish) => setWishes({ ...wishes, twins: { ...wishes.twins, [path]: wish } })}
              />
            ))}
          </fieldset>
          <div className="build-buttons">
            <button
              type="button"
              className="button button-main"
              disabled={chosen === 0}
              onClick={() => void take()}
            >
              {t('build.takeTwins', { count: chosen })}
            </button>
            <button type="button" className="button" onClick={onDone}>
              {t('build.cancel')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

function Tick({
  taken,
  name,
  label,
  detail,
  onChange,
}: {
  taken: boolean;
  name: string;
  label: string;
  detail: string;
  onChange: (wish: { taken: boolean; name: string }) => void;
}) {
  return (
    <div className="tick">
      <input
        type="checkbox"
        aria-label={`${label} ${name}`}
        checked={taken}
        onChange={(event) => onChange({ taken: event.target.checked, name })}
      />
      <input
        type="text"
        aria-label={`${label}: ${name}`}
        value={name}
        disabled={!taken}
        onChange={(event) => onChange({ taken, name: event.target.value })}
      />
      <small>{detail}</small>
    </div>
  );
}

function typeNames(documents: readonly { file: string }[]): string[] {
  return documents.flatMap(({ file }) => /^types\/(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
}

function twinPaths(data: unknown): Set<string> {
  return new Set(listAt(data, ['twins']).map((twin) => textAt(twin, ['path'])));
}

/** Everything is ticked; names that are taken get another. */
function wishesOf(proposal: ProposalAnswer, types: readonly string[], twins: ReadonlySet<string>): Wishes {
  const wishes: Wishes = { types: {}, twins: {} };
  for (const { name } of proposal.types)
    wishes.types[name] = { taken: true, name: freeName(name, types, '-') };
  const moved = new Map<string, string>();
  for (const { path } of proposal.twins) {
    const cut = path.lastIndexOf('/');
    const parent = cut < 0 ? '' : `${moved.get(path.slice(0, cut)) ?? path.slice(0, cut)}/`;
    const name = freeName(`${parent}${path.slice(cut + 1)}`, twins);
    moved.set(path, name);
    wishes.twins[path] = { taken: true, name };
  }
  return wishes;
}
