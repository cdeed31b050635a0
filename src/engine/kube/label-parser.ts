// The lexer and parser of label selectors' text form, with their error texts (apimachinery/pkg/labels/selector.go).
import { invalid } from './field-error.ts';
import { byteOrder, fieldErrorText } from './go-format.ts';
import { SelectorError, type LabelOperator, type LabelRequirement } from './label-requirement.ts';
import { qualifiedName } from './names.ts';

type Token = 'id' | 'end' | 'error' | '(' | ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | 'in' | 'notin';
interface Scanned {
  readonly token: Token;
  readonly text: string;
}

const symbols = new Set<string>([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const isSymbol = (char: string): boolean => '=!(),><'.includes(char);
const isSpace = (char: string): boolean => ' \t\r\n'.includes(char);
const operators: Partial<Record<Token, LabelOperator>> = { in: 'in', notin: 'notin', '=': '=', '==': '==', '!=': '!=', '>': 'gt', '<': 'lt' };
const binaryOperators = 'in, notin, =, ==, !=, gt, lt';

type NewRequirement = (key: string, operator: LabelOperator, values: readonly string[]) => LabelRequirement;

export class LabelParser {
  private readonly items: readonly Scanned[];
  private position = 0;
  private readonly newRequirement: NewRequirement;

  constructor(text: string, create: NewRequirement) {
    this.items = scan(text);
    this.newRequirement = create;
  }

  parse(): readonly LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const { token, text } = this.lookahead();
      if (token === 'end') return requirements;
      if (token !== 'id' && token !== '!') throw new SelectorError(`found '${text}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.requirement());
      const next = this.consume();
      if (next.token === 'end') return requirements;
      if (next.token !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.lookahead();
      if (after.token !== 'id' && after.token !== '!') throw new SelectorError(`found '${after.text}', expected: identifier after ','`);
    }
  }

  private requirement(): LabelRequirement {
    try {
      const { key, exists } = this.keyAndOperator();
      if (exists) return this.newRequirement(key, exists, []);
      const operator = this.operator();
      const values = operator === 'in' || operator === 'notin' ? this.values() : this.exactValue();
      return this.newRequirement(key, operator, [...new Set(values)].sort(byteOrder));
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  private keyAndOperator(): { readonly key: string; readonly exists: 'exists' | '!' | undefined } {
    let item = this.consume();
    const negated = item.token === '!';
    if (negated) item = this.consume();
    if (item.token !== 'id') throw new SelectorError(`found '${item.text}', expected: identifier`);
    const problems = qualifiedName(item.text);
    if (problems.length > 0) throw new SelectorError(fieldErrorText(invalid('<nil>', item.text, problems.join('; '))));
    const { token } = this.lookahead();
    if (negated) return { key: item.text, exists: '!' };
    return { key: item.text, exists: token === 'end' || token === ',' ? 'exists' : undefined };
  }

  private operator(): LabelOperator {
    const item = this.next();
    const operator = operators[item.token];
    if (!operator) throw new SelectorError(`found '${item.text}', expected: ${binaryOperators}`);
    return operator;
  }

  private values(): string[] {
    const open = this.consume();
    if (open.token !== '(') throw new SelectorError(`found '${open.text}' expected: '('`);
    const first = this.lookahead();
    if (first.token === ')') {
      this.consume();
      return [''];
    }
    if (first.token !== 'id' && first.token !== ',') throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    const list = this.identifiers();
    const close = this.consume();
    if (close.token !== ')') throw new SelectorError(`found '${close.text}', expected: ')'`);
    return list;
  }

  private identifiers(): string[] {
    const list: string[] = [];
    for (;;) {
      const item = this.consume();
      if (item.token === 'id') {
        list.push(item.text);
        const after = this.lookahead();
        if (after.token === ',') continue;
        if (after.token === ')') return list;
        throw new SelectorError(`found '${after.text}', expected: ',' or ')'`);
      }
      if (item.token !== ',') throw new SelectorError(`found '${item.text}', expected: ',', or identifier`);
      if (list.length === 0) list.push('');
      const after = this.lookahead();
      if (after.token === ')') return [...list, ''];
      if (after.token === ',') {
        this.consume();
        list.push('');
      }
    }
  }

  private exactValue(): string[] {
    const ahead = this.lookahead();
    if (ahead.token === 'end' || ahead.token === ',') return [''];
    const item = this.consume();
    if (item.token !== 'id') throw new SelectorError(`found '${item.text}', expected: identifier`);
    return [item.text];
  }

  /** Where a value may stand, `in` and `notin` are identifiers. */
  private lookahead(): Scanned {
    const item = this.items[this.position] ?? { token: 'end', text: '' };
    return item.token === 'in' || item.token === 'notin' ? { token: 'id', text: item.text } : item;
  }

  private consume(): Scanned {
    const item = this.lookahead();
    this.position++;
    return item;
  }

  private next(): Scanned {
    return this.items[this.position++] ?? { token: 'end', text: '' };
  }
}

function scan(text: string): Scanned[] {
  const items: Scanned[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if (isSpace(char)) {
      at++;
      continue;
    }
    if (isSymbol(char)) {
      const symbol = symbols.has(text.slice(at, at + 2)) ? text.slice(at, at + 2) : char;
      items.push({ token: symbol as Token, text: symbol });
      at += symbol.length;
      continue;
    }
    const start = at;
    while (at < text.length && !isSymbol(text[at] as string) && !isSpace(text[at] as string)) at++;
    const word = text.slice(start, at);
    items.push({ token: word === 'in' || word === 'notin' ? word : 'id', text: word });
  }
  return items;
}
