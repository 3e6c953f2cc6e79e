/** A text editor (CodeMirror) in the colours of the page, with markers of faults. The state of the page decides its text. */
import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { useText } from '../i18n/use-text.ts';

export interface Marker {
  /** Offsets in the text. */
  from: number;
  to: number;
  severity: 'error' | 'warning';
  message: string;
}

const THEME = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface-2)', fontSize: '0.8125rem' },
  '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text-2)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selection-soft) !important',
  },
  '&.cm-focused': { outline: '2px solid var(--selection)', outlineOffset: '-1px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface-2)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--selection)',
    color: 'var(--surface-2)',
  },
  '.cm-diagnostic': { fontFamily: 'var(--font)' },
});

const LINE = EditorView.theme({ '&': { border: '1px solid var(--line-strong)', borderRadius: '0.25rem' } });
const WHOLE = EditorView.theme({ '&': { height: '100%' } });

/** Few colours: keys strong, texts and numbers plain, comments quiet. */
const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--text-2)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], fontWeight: '600' },
  { tag: [tags.separator, tags.brace, tags.squareBracket, tags.punctuation], color: 'var(--text-2)' },
]);

/** Browsers put a non-breaking space in where one types at the end of a line: invisible, and no space to YAML or formulas. */
const PLAIN_SPACES = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged) return transaction;
  const changes: { from: number; to: number; insert: string }[] = [];
  transaction.changes.iterChanges((_from, _to, start, _end, inserted) => {
    for (const { index } of inserted.toString().matchAll(/\u00a0/g)) {
      changes.push({ from: start + index, to: start + index + 1, insert: ' ' });
    }
  });
  return changes.length === 0 ? transaction : [transaction, { changes, sequential: true }];
});

export function CodeEditor({
  text,
  markers,
  label,
  line,
  single = false,
  completion,
  onChange,
}: {
  text: string;
  markers: readonly Marker[];
  label: string;
  /** Line to be shown, from 1. */
  line?: number;
  /** One formula instead of a document: no line numbers, Enter and Tab go on. */
  single?: boolean;
  completion?: CompletionSource;
  onChange: (text: string) => void;
}) {
  const t = useText();
  const leave = t('build.leaveEditor');
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  /** Texts told since the page last had the editor's. */
  const told = useRef(new Set<string>());
  const latest = useRef({ onChange, completion });
  latest.current = { onChange, completion };

  useEffect(() => {
    if (host.current === null) return;
    // In a tree of its own the editor's styles are style sheets; in the page they would be inline, which its policy forbids.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const complete: CompletionSource = (context) => latest.current.completion?.(context) ?? null;
    const kind: Extension[] = single
      ? [autocompletion({ override: [complete], icons: false }), closeBrackets()]
      : [lineNumbers(), yaml(), lintGutter(), keymap.of([indentWithTab])];
    const made = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: text,
        extensions: [
          ...kind,
          keymap.of([...(single ? completionKeymap : []), ...defaultKeymap, ...historyKeymap]),
          history(),
          PLAIN_SPACES,
          EditorView.lineWrapping,
          syntaxHighlighting(COLOURS),
          THEME,
          single ? LINE : WHOLE,
          EditorView.contentAttributes.of({
            'aria-label': label,
            ...(single ? {} : { 'aria-description': leave }),
            spellcheck: 'false',
          }),
          EditorView.updateListener.of((update) => {
            if (
              update.docChanged &&
              update.transactions.some(
                (one) =>
                  one.isUserEvent('input') ||
                  one.isUserEvent('delete') ||
                  one.isUserEvent('undo') ||
                  one.isUserEvent('redo') ||
                  one.isUserEvent('move'),
              )
            ) {
              const next = update.state.doc.toString();
              told.current.add(next);
              latest.current.onChange(next);
            }
          }),
        ],
      }),
    });
    editor.current = made;
    return () => {
      made.destroy();
      editor.current = null;
    };
  }, [single, label, leave]);

  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    if (view.state.doc.toString() === text) return told.current.clear();
    // The page is behind what is being typed: it will catch up, and nothing typed may be lost to it.
    if (told.current.has(text)) return;
    told.current.clear();
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    const { length } = view.state.doc;
    const diagnostics: Diagnostic[] = markers.map(({ from, to, severity, message }) => ({
      from: Math.min(from, length),
      to: Math.min(Math.max(to, from), length),
      severity,
      message,
    }));
    view.dispatch(setDiagnostics(view.state, diagnostics));
  }, [markers, text]);

  useEffect(() => {
    const view = editor.current;
    if (view === null || line === undefined || line > view.state.doc.lines) return;
    const { from } = view.state.doc.line(line);
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    view.focus();
  }, [line]);

  if (single) return <div className="code-line" ref={host} />;
  return (
    <div className="code-whole">
      <div className="code" ref={host} />
      <p className="code-leave">{leave}</p>
    </div>
  );
}
