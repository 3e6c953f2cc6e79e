/** The documents as text, with the faults where they are. */
import type { DraftFault } from '@millwright/server/client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { CodeEditor, type Marker } from './code-editor.tsx';
import { useDraft } from './use-draft.ts';

const REST_MS = 500;

export function DocumentsTab({ chosen }: { chosen?: { file: string; line: number } }) {
  const t = useText();
  const { view } = useDraft();
  const [file, setFile] = useState(chosen?.file ?? view.documents[0]?.file);
  useEffect(() => {
    if (chosen !== undefined) setFile(chosen.file);
  }, [chosen]);
  const known = view.documents.some((one) => one.file === file) ? file : view.documents[0]?.file;
  const states = new Map(view.info?.files.map((one) => [one.file, one]));
  return (
    <div className="build-split">
      <nav className="build-list" aria-label={t('build.documents')}>
        <ul>
          {view.documents.map((one) => {
            const faults = view.info?.faults.filter((fault) => fault.file === one.file).length ?? 0;
            const changed = states.get(one.file) !== undefined;
            return (
              <li key={one.file}>
                <button
                  type="button"
                  aria-current={known === one.file}
                  onClick={() => setFile(one.file)}
                  title={changed ? t('build.changed') : undefined}
                >
                  {one.file}
                  {changed && <span className="build-dot" role="img" aria-label={t('build.changed')} />}
                  {faults > 0 && <span className="build-count build-count-wrong">{faults}</span>}
                </button>
              </li>
            );
          })}
        </ul>
      </nav>
      {known !== undefined && (
        <DocumentText key={known} file={known} line={chosen?.file === known ? chosen.line : undefined} />
      )}
    </div>
  );
}

/** One document as text: beside a form, or alone. */
export function DocumentText({ file, line }: { file: string; line?: number }) {
  const t = useText();
  const { draft, view } = useDraft();
  const present = draft.document(file)?.text ?? '';
  const [typed, setTyped] = useState<string>();
  const latest = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const send = useRef(() => {});
  send.current = () => {
    clearTimeout(timer.current);
    const text = latest.current;
    latest.current = undefined;
    if (text === undefined) return;
    void draft
      .edit(t('build.editText', { file }), [{ op: 'text', file, text }], `text:${file}`)
      // What was typed meanwhile stays.
      .then(() => setTyped((now) => (now === text ? undefined : now)));
  };
  useEffect(() => () => send.current(), []);
  const text = typed ?? present;
  const faults = view.info?.faults;
  const markers = useMemo(
    () =>
      markersOf(
        text,
        (faults ?? []).filter((fault) => fault.file === file),
      ),
    [text, faults, file],
  );
  return (
    <CodeEditor
      text={text}
      markers={markers}
      label={file}
      line={line}
      onChange={(next) => {
        setTyped(next);
        latest.current = next;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => send.current(), REST_MS);
      }}
    />
  );
}

function markersOf(text: string, faults: readonly DraftFault[]): Marker[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return faults.flatMap(({ line, column, length, severity, message, suggestion }) => {
    const start = starts[line - 1];
    if (start === undefined) return [];
    const from = start + column - 1;
    const hint = suggestion === undefined ? '' : ` → ${suggestion}`;
    return [{ from, to: from + (length ?? 1), severity, message: message + hint }];
  });
}
