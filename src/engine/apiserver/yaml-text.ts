// YAML bodies.
import type { Body } from './body.ts';
import { JsonSyntaxError, parseJsonText } from './json-text.ts';

export class YamlTextError extends Error {
  override readonly name = 'YamlTextError';
}

export function parseYamlText(text: string): Body {
  try {
    return { value: parseJsonText(text).value, strict: [] };
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new YamlTextError(`yaml: ${error.message}`);
    throw error;
  }
}
