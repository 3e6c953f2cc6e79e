/** A formula with completion, faults under the cursor as one types, and the unit of its result. */
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { DraftFault, DraftFormulaAnswer, VocabularyAnswer } from '@millwright/server/client';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Translate } from '../i18n/use-text.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { CodeEditor, type Marker } from './code-editor.tsx';
import { Faults } from './field.tsx';
import { FUNCTION_WORDS } from './formula-words.ts';
import { useDraft } from './use-draft.ts';

const CHECK_MS = 200;
const SEND_MS = 600;

export function FormulaField({
  type,
  label,
  text,
  unit,
  expected = 'number',
  faults = [],
  onChange,
  onTyped,
}: {
  /** Name of the twin type whose signals it may name. */
  type: string;
  label: string;
  text: string;
  /** Unit of the signal it is for. */
  unit?: string;
  expected?: 'number' | 'boolean';
  /** What the draft has against it; shown where the check of the text alone does not say it, as for circles. */
  faults?: readonly DraftFault[];
  /** After a rest, to be kept. */
  onChange: (text: string) => Promise<void>;
  /** At once, for a preview. */
  onTyped?: (text: string, sound: boolean) => void;
}) {
  const t = useText();
  const language = useLanguage();
  const { draft, view } = useDraft();
  const [typed, setTyped] = useState<string>();
  const [answer, setAnswer] = useState<DraftFormulaAnswer>();
  const [vocabulary, setVocabulary] = useState<VocabularyAnswer>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<{
    text: string | undefined;
    onChange: (text: string) => Promise<void>;
    onTyped: typeof onTyped;
  }>({
    text: undefined,
    onChange,
    onTyped,
  });
  latest.current.onChange = onChange;
  latest.current.onTyped = onTyped;
  const shown = typed ?? text;
  const version = view.info?.version;

  useEffect(() => {
    // What was typed is kept also when the field goes away.
    const kept = latest.current;
    return () => {
      clearTimeout(timer.current);
      if (kept.text !== undefined) void kept.onChange(kept.text);
    };
  }, []);

  useEffect(() => {
    const ends = new AbortController();
    draft.client.vocabulary(type, ends.signal).then(setVocabulary, () => {});
    return () => ends.abort();
  }, [draft, type, version]);

  useEffect(() => {
    const ends = new AbortController();
    const wait = setTimeout(() => {
      const request = { type, formula: shown, expected, ...(unit === undefined ? {} : { unit }) };
      draft.client.checkFormula(request, ends.signal).then(
        (found) => {
          setAnswer(found);
          latest.current.onTyped?.(shown, found.faults.length === 0 && shown !== '');
        },
        () => {},
      );
    }, CHECK_MS);
    return () => {
      clearTimeout(wait);
      ends.abort();
    };
  }, [draft, type, shown, unit, expected, version]);

  const markers = useMemo<Marker[]>(
    () =>
      (answer?.faults ?? []).map(({ start, end, message, suggestion }) => ({
        from: start,
        to: Math.max(end, start + 1),
        severity: 'error',
        message: suggestion === undefined ? message : `${message} → ${suggestion}`,
      })),
    [answer],
  );
  return (
    <div className="formula-field">
      <CodeEditor
        single
        text={shown}
        markers={markers}
        label={label}
        completion={(context) =>
          vocabulary === undefined ? null : complete(context, vocabulary, language, t)
        }
        onChange={(next) => {
          setTyped(next);
          latest.current.text = next;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            latest.current.text = undefined;
            // What was typed stands until the draft has it, and longer while one goes on typing.
            void latest.current
              .onChange(next)
              .then(() => setTyped((now) => (now === next ? undefined : now)));
          }, SEND_MS);
        }}
      />
      <output className="formula-told">
        {answer?.faults[0] !== undefined ? (
          <span className="fault-error">
            {answer.faults[0].message}
            {answer.faults[0].suggestion !== undefined && (
              <> — {t('build.didYouMean', { name: answer.faults[0].suggestion })}</>
            )}
          </span>
        ) : answer?.unit != null ? (
          <span>
            {expected === 'boolean' ? t('build.condition') : t('build.givesUnit', { unit: answer.unit })}
          </span>
        ) : null}
      </output>
      {answer?.faults.length === 0 && <Faults faults={faults} />}
    </div>
  );
}

/** Names that may stand at the cursor: after `part.` those of the part, else signals, parameters, parts and functions. */
export function complete(
  context: CompletionContext,
  vocabulary: VocabularyAnswer,
  language: 'en' | 'zh',
  t: Translate,
): CompletionResult | null {
  const member = context.matchBefore(/([A-Za-z][A-Za-z0-9]*)\.([A-Za-z0-9]*)$/);
  if (member !== null) {
    const [part, begun] = member.text.split('.');
    const options = (vocabulary.members[part] ?? []).map(({ name, unit }) => ({
      label: name,
      detail: unit,
      type: 'property',
    }));
    return { from: member.to - begun.length, options };
  }
  const word = context.matchBefore(/[A-Za-z][A-Za-z0-9]*$/);
  if (word === null && !context.explicit) return null;
  const options = vocabulary.words.map(({ name, kind, unit, label }) => {
    const known = kind === 'function' ? FUNCTION_WORDS[name] : undefined;
    const info = known === undefined ? (label?.[language] ?? label?.en) : t(known.text);
    return {
      label: name,
      type: kind,
      detail: known?.signature ?? unit ?? '',
      ...(info === undefined || info === '' ? {} : { info }),
      apply: kind === 'function' ? `${name}(` : kind === 'part' || kind === 'parent' ? `${name}.` : name,
      boost: kind === 'signal' ? 2 : kind === 'function' ? 0 : 1,
    };
  });
  return { from: word?.from ?? context.pos, options, validFor: /^[A-Za-z0-9]*$/ };
}
