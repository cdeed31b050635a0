// Markdown of lessons as tokens. Bold is bold wherever its asterisks are: CommonMark does not close it before a Korean particle (`**테인트(taint)**를`).
import { type Token, type Tokens, Marked } from 'marked';

const BOLD = /^\*\*(?=\S)((?:`[^`\n]*`|[^*`\n])+?)(?<=\S)\*\*/;

const reader = new Marked({
  extensions: [
    {
      name: 'strong',
      level: 'inline',
      start: (text: string) => {
        const at = text.indexOf('**');
        return at < 0 ? undefined : at;
      },
      tokenizer(text: string): Tokens.Strong | undefined {
        const match = BOLD.exec(text);
        return match ? { type: 'strong', raw: match[0], text: match[1] ?? '', tokens: this.lexer.inlineTokens(match[1] ?? '') } : undefined;
      },
    },
  ],
});

export function markdownBlocks(text: string): readonly Token[] {
  return reader.lexer(text);
}

export function markdownLine(text: string): readonly Token[] {
  return new reader.Lexer(reader.defaults).inlineTokens(text);
}
