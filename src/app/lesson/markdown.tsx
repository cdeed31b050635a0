// Markdown drawn by React from marked's tokens: nothing in a lesson becomes HTML of its own, and links leave only by http(s).
import type { Token, Tokens } from 'marked';
import { createContext, Fragment, type ReactNode, useContext, useMemo } from 'react';
import { commandLines } from '../../engine/base/command-lines.ts';
import { CommandLines, CommandWords } from './command-lines.tsx';
import { useTermFinder } from './glossary-data.ts';
import { markdownBlocks, markdownLine } from './lesson-markdown.ts';
import styles from './markdown.module.css';
import { TermLink } from './term-link.tsx';
import { type Piece, termsIn } from './terms.ts';

export function Markdown({ text, inline = false }: { readonly text: string; readonly inline?: boolean }) {
  const tokens = useMemo(() => (inline ? markdownLine(text) : markdownBlocks(text)), [text, inline]);
  const finder = useTermFinder();
  const terms = useMemo(() => (inline || !finder ? NO_TERMS : termsIn(tokens, finder)), [tokens, inline, finder]);
  return inline ? <>{inlines(tokens)}</> : <Terms value={terms}><div className={styles.markdown}>{blocks(tokens)}</div></Terms>;
}

const NO_TERMS: ReadonlyMap<Token, readonly Piece[]> = new Map();
const Terms = createContext(NO_TERMS);

/** What follows a short piece without a space stays beside it: a particle, a full stop. */
const TAIL = /^[^\s(<]{1,10}(?=\s|$)/;
const startOf = (piece: Piece | undefined): string => (typeof piece === 'string' ? (TAIL.exec(plain(piece))?.[0] ?? '') : '');

/** Plain words, those of the glossary linked; the first `skip` letters stand with what is before them. */
function Words({ token, skip }: { readonly token: Tokens.Text; readonly skip: number }) {
  const pieces = useContext(Terms).get(token) ?? [token.text];
  return pieces.map((piece, i) => {
    const before = pieces[i - 1];
    if (typeof piece === 'string') return <Fragment key={i}>{plain(piece).slice(i === 0 ? skip : typeof before === 'string' ? 0 : startOf(piece).length)}</Fragment>;
    return (
      <span key={i} className={styles.together}>
        <TermLink term={piece.term} text={piece.text} />
        {startOf(pieces[i + 1])}
      </span>
    );
  });
}

function Inline({ before, token, next }: { readonly before: Token | undefined; readonly token: Token; readonly next: Token | undefined }) {
  const terms = useContext(Terms);
  const drawn = isText(token) ? <Words token={token} skip={tailOf(before, token, terms).length} /> : inlineOf(token);
  const tail = tailOf(token, next, terms);
  if (tail === '') return drawn;
  return (
    <span className={styles.together}>
      {drawn}
      {tail}
    </span>
  );
}

const isText = (token: Token | undefined): token is Tokens.Text => token?.type === 'text' && (token as Tokens.Text).tokens === undefined;

/** The beginning of `next` that is not to be torn from `token`. */
function tailOf(token: Token | undefined, next: Token | undefined, terms: ReadonlyMap<Token, readonly Piece[]>): string {
  if (!token || !isText(next) || !isShort(token)) return '';
  return startOf(terms.get(next)?.[0] ?? next.text);
}

const blocks = (tokens: readonly Token[]): ReactNode => tokens.map((token, i) => <Fragment key={i}>{block(token)}</Fragment>);
const inlines = (tokens: readonly Token[] | undefined): ReactNode => (tokens ?? []).map((token, i, all) => <Inline key={i} before={all[i - 1]} token={token} next={all[i + 1]} />);

function block(token: Token): ReactNode {
  switch (token.type) {
    case 'heading': {
      const Heading = (token as Tokens.Heading).depth <= 2 ? 'h3' : 'h4';
      return <Heading>{inlines(token.tokens)}</Heading>;
    }
    case 'paragraph':
      return <p>{inlines(token.tokens)}</p>;
    case 'text':
      return inlines((token as Tokens.Text).tokens ?? [token]);
    case 'code':
      return <Code code={token as Tokens.Code} />;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>;
    case 'list':
      return <List list={token as Tokens.List} />;
    case 'table':
      return <Table table={token as Tokens.Table} />;
    case 'hr':
      return <hr />;
    case 'space':
      return null;
    default:
      return <p>{token.raw}</p>;
  }
}

function List({ list }: { readonly list: Tokens.List }) {
  const items = list.items.map((item, i) => <li key={i}>{blocks(item.tokens)}</li>);
  return list.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table }: { readonly table: Tokens.Table }) {
  return (
    <table>
      <thead>
        <tr>
          {table.header.map((cell, i) => (
            <th key={i} scope="col">
              {inlines(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, j) => (
              <td key={j}>{inlines(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shells = new Set(['sh', 'bash', 'shell', 'console']);

function Code({ code }: { readonly code: Tokens.Code }) {
  if (shells.has(code.lang ?? '')) return <CommandLines lines={commandLines(code.text)} />;
  return (
    <pre className={styles.code}>
      <code>{code.text}</code>
    </pre>
  );
}

/** Code up to this length is not broken over lines. */
const SHORT = 26;
const isShort = (token: Token): boolean => (token.type === 'codespan' && (token as Tokens.Codespan).text.length <= SHORT) || ((token.type === 'strong' || token.type === 'em') && token.raw.length <= SHORT / 2);

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);

function inlineOf(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inlines(token.tokens)}</strong>;
    case 'em':
      return <em>{inlines(token.tokens)}</em>;
    case 'del':
      return <del>{inlines(token.tokens)}</del>;
    case 'codespan':
      return isShort(token) ? <code className={styles.short}>{plain((token as Tokens.Codespan).text)}</code> : <CommandWords line={plain((token as Tokens.Codespan).text)} />;
    case 'br':
      return <br />;
    case 'link': {
      const { href } = token as Tokens.Link;
      return /^https?:\/\//.test(href) ? (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {inlines(token.tokens)}
        </a>
      ) : (
        inlines(token.tokens)
      );
    }
    case 'text':
      return inlines(token.tokens);
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      return token.raw;
  }
}
