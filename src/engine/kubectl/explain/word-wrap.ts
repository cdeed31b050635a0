// Lines broken at spaces as kubectl's template functions break them (mitchellh/go-wordwrap): spaces inside a line are kept, words longer than a line are too.

export function wordWrap(text: string, limit: number): string {
  let result = '';
  let current = 0;
  let word = '';
  let space = '';
  const flush = (): void => {
    current += space.length + word.length;
    result += space + word;
    space = '';
    word = '';
  };
  for (const char of text) {
    if (char === '\n') {
      if (word === '' && current + space.length > limit) space = '';
      flush();
      result += char;
      current = 0;
    } else if (char === ' ' || char === '\t') {
      if (space === '' || word !== '') flush();
      space += char;
    } else {
      word += char;
      if (current + word.length + space.length > limit && word.length < limit) {
        result += '\n';
        current = 0;
        space = '';
      }
    }
  }
  return word === '' && current + space.length > limit ? result : result + space + word;
}

/** Every line, empty ones too, moved to the right. */
export function indented(text: string, by: number): string {
  const pad = ' '.repeat(by);
  return pad + text.replaceAll('\n', `\n${pad}`);
}
