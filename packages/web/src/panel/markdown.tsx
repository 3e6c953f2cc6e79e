/**
 * A page of the plant as it is written in Markdown (CommonMark, with tables). HTML within it is shown as text and does
 * nothing; addresses other than of the web become text; pictures are not fetched.
 */
import MarkdownIt from 'markdown-it';
import { useEffect, useMemo, useState } from 'react';

const reader = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable(['image']);
reader.validateLink = (address) => /^https?:\/\//i.test(address);
reader.renderer.rules.link_open = (tokens, at, options, _environment, self) => {
  tokens[at].attrSet('target', '_blank');
  tokens[at].attrSet('rel', 'noreferrer noopener');
  return self.renderToken(tokens, at, options);
};

/** Markdown as HTML that holds nothing but text, headings, lists, tables, code and links to the web. */
export function htmlOf(text: string): string {
  return reader.render(text);
}

export default function Markdown({ content }: { content: Blob }) {
  const [text, setText] = useState('');
  useEffect(() => {
    let wanted = true;
    void content.text().then((read) => {
      if (wanted) setText(read);
    });
    return () => {
      wanted = false;
    };
  }, [content]);
  const html = useMemo(() => htmlOf(text), [text]);
  // Safe: made by `htmlOf`, which lets no HTML of the text through.
  return <div className="reading" dangerouslySetInnerHTML={{ __html: html }} />;
}
