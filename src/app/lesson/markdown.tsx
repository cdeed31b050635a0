// Markdown drawn by React from marked's tokens: nothing in a lesson becomes HTML of its own, and links leave only by http(s).
import type { Token, Tokens } from 'marked';
import { createContext, Fragment, type ReactNode, useContext, useMemo } from 'react';
import { runInTerminal } from '../terminal/terminals.ts';
import { useText } from '../i18n/text.ts';
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

/** Plain words, those of the glossary linked. */
function Words({ token }: { readonly token: Tokens.Text }) {
  const pieces = useContext(Terms).get(token);
  if (!pieces) return plain(token.text);
  return pieces.map((piece, i) => <Fragment key={i}>{typeof piece === 'string' ? plain(piece) : <TermLink term={piece.term} text={piece.text} />}</Fragment>);
}

const blocks = (tokens: readonly Token[]): ReactNode => tokens.map((token, i) => <Fragment key={i}>{block(token)}</Fragment>);
const inlines = (tokens: readonly Token[] | undefined): ReactNode => (tokens ?? []).map((token, i) => <Fragment key={i}>{inlineOf(token)}</Fragment>);

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

/** Commands have a button that types them; several lines are typed one after the other by the shell itself. */
function Code({ code }: { readonly code: Tokens.Code }) {
  const text = useText();
  const shell = shells.has(code.lang ?? '');
  // What is to be filled in (`<EXTERNAL-IP>`) can only be typed by the learner.
  const command = shell && !/<[A-Z][A-Z0-9_-]*>/.test(code.text) ? code.text.replace(/^\$ /gm, '') : undefined;
  return (
    <div className={styles.code}>
      <pre data-wraps={shell}>
        <code>{code.text}</code>
      </pre>
      {command !== undefined && (
        <button type="button" onClick={() => runInTerminal(command.split('\n').join('\r'))}>
          {text.lesson.showMe}
        </button>
      )}
    </div>
  );
}

/** Code up to this length is not broken over lines. */
const SHORT = 26;

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
      return <code className={(token as Tokens.Codespan).text.length <= SHORT ? styles.short : undefined}>{plain((token as Tokens.Codespan).text)}</code>;
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
      return token.tokens ? inlines(token.tokens) : <Words token={token as Tokens.Text} />;
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      return token.raw;
  }
}
