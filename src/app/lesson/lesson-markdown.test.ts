// Bold before a Korean particle is bold, code keeps its asterisks, and no lesson leaves a mark of Markdown in its words.
import fs from 'node:fs';
import path from 'node:path';
import type { Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { markdownBlocks, markdownLine } from './lesson-markdown.ts';

interface Parts {
  readonly type: string;
  readonly text?: string;
  readonly raw: string;
  readonly tokens?: readonly Token[];
  readonly items?: readonly Token[];
  readonly header?: readonly { readonly tokens: readonly Token[] }[];
  readonly rows?: readonly (readonly { readonly tokens: readonly Token[] }[])[];
}

/** The plain words of tokens, without code. */
function words(tokens: readonly Token[]): string[] {
  return (tokens as readonly Parts[]).flatMap((token): string[] => {
    if (token.type === 'code' || token.type === 'codespan') return [];
    if (token.type === 'table') return [...(token.header ?? []), ...(token.rows ?? []).flat()].flatMap((cell) => words(cell.tokens));
    const inner = token.tokens ?? token.items;
    return inner ? words(inner) : [token.type === 'text' ? (token.text ?? '') : token.type === 'space' || token.type === 'hr' ? '' : token.raw];
  });
}

describe('bold', () => {
  test('ends before a particle, at brackets, quotes and code', () => {
    const bold = (text: string): string[] => (markdownLine(text) as readonly Parts[]).filter(({ type }) => type === 'strong').map((token) => token.text ?? '');
    expect(bold('**테인트(taint)**를 겁니다')).toEqual(['테인트(taint)']);
    expect(bold('곧 **“이것”**을 정합니다, **둘째**도')).toEqual(['“이것”', '둘째']);
    expect(bold('**`kubectl`은** 다릅니다')).toEqual(['`kubectl`은']);
    expect(bold('2 ** 3 ** 4 and `**a**` and **')).toEqual([]);
  });
});

test('no lesson leaves asterisks, backticks or brackets of links in its words', () => {
  const root = path.resolve('lessons');
  const left = fs.readdirSync(root).flatMap((slug) =>
    ['ko.md', 'en.md'].flatMap((name) => {
      const file = path.join(root, slug, name);
      if (!fs.existsSync(file)) return [];
      return words(markdownBlocks(fs.readFileSync(file, 'utf8'))).filter((text) => /\*\*|`|\]\(|^#+ /.test(text)).map((text) => `${slug}/${name}: ${text.trim().slice(0, 80)}`);
    }),
  );
  expect(left).toEqual([]);
});
