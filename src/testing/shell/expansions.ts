// Drawn words: expansions of parameters, arithmetic, braces, patterns and quotes.
import { type Draw, NAMES, WORDS } from './draw.ts';

const quoted = (text: string): string => `'${text.replace(/'/g, "'\\''")}'`;

export const plainWord = (on: Draw): string => {
  const text = on.one(WORDS);
  return on.way(() => quoted(text), () => `"${text.replace(/["$`\\]/g, '\\$&')}"`, () => (/^[\w./=-]+$/.test(text) ? text : quoted(text)));
};

export const pattern = (on: Draw): string => on.one(['a*', '*b', '?', '[ab]', '[!a]*', '[[:upper:]]*', '*', 'a', '*/', '/*', 'b?', '[a-c]', '"*"', 'l*o', '.*', 'web']);

export const number = (on: Draw): string => on.one(['0', '1', '2', '3', '7', '10', '-1', '-4', '08#7', '0x1f', '010', '2#101', 'x', 'y', 'n1', '${#x}']).replace('08#7', '8#7');

export function arithmetic(on: Draw): string {
  const { one } = { one: <T>(items: readonly T[]): T => on.one(items) };
  return on.deeper(
    () => on.way(
      () => `${arithmetic(on)} ${one(['+', '-', '*', '/', '%', '<<', '>>', '&', '|', '^', '<', '<=', '>', '==', '!=', '&&', '||', '**', ','])} ${arithmetic(on)}`,
      () => `(${arithmetic(on)})`,
      () => `${one(['-', '+', '!', '~'])}${one(['1', '5', '(2+3)', 'n1'])}`,
      () => `${arithmetic(on)} ? ${arithmetic(on)} : ${arithmetic(on)}`,
      () => `n1 ${one(['=', '+=', '-=', '*=', '|=', '<<='])} ${one(['1', '2', '3'])}`,
      () => one(['n1++', '++n1', 'n1--', '--n1']),
      () => one(['arr[0]', 'arr[1]', 'arr[n2]', 'm[k]']),
    ),
    () => number(on),
  );
}

/** `${…}` without the quotes around it. */
export function parameter(on: Draw): string {
  const name = on.one(['x', 'y', 'z', 'unset', 'arr[1]', 'arr[@]', 'arr[*]', 'm[k]', 'm[@]', '@', '*', '1', '2', '#', '?']);
  const operand = (): string => on.deeper(() => on.way(() => plainWord(on), () => `"${parameter(on)}"`, () => on.one(['d', 'a b', '$y'])), () => on.one(['d', 'e f']));
  const listed = /[@*]/.test(name);
  return on.way(
    () => `\${${name}}`,
    () => `\${${on.one(['x', 'y', 'z', 'unset', 'arr[@]', 'arr[0]', '@', 'm[@]'])}${on.one([':-', '-', ':+', '+'])}${operand()}}`,
    () => `\${${name === '?' || name === '#' ? 'x' : name}${on.one(['#', '##', '%', '%%'])}${pattern(on)}}`,
    () => `\${${name === '?' || name === '#' ? 'y' : name}${on.one(['/', '//', '/#', '/%'])}${on.one(['a', 'b', '[a-c]', '?', 'l*', 'web'])}/${on.one(['X', '', '<&>', '"&"', '\\&', '$y'])}}`,
    () => `\${${listed && name !== 'm[@]' ? name : on.one(['x', 'y', 'z'])}:${on.one([' -2', '1', '0', ' -1', '2'])}${on.one(['', ':1', ':2', ':3'])}}`,
    () => `\${${name === '?' || name === '#' ? 'z' : name}${on.one(['^', '^^', ',', ',,', '~', '~~'])}${on.one(['', '', '[aeiou]', '?'])}}`,
    () => `\${#${on.one(['x', 'y', 'arr[@]', 'arr[0]', 'm[@]', '@', '*', 'unset'])}}`,
    () => `\${!${on.one(['ref', 'arr[@]', 'm[@]'])}}`,
    () => `\${${on.one(['x', 'y', 'arr[@]', 'z', '@'])}@${on.one(['Q', 'U', 'L', 'u', 'E'])}}`,
    () => `\${${on.one(['arr[@]', 'm[@]', 'x'])}@${on.one(['A', 'a', 'K', 'k'])}}`,
  );
}

export function substitution(on: Draw): string {
  return `$(${on.one(['echo hi', 'printf "a b\\n\\n"', 'cat n', 'echo "$x"', 'wc -l < pods', 'false', 'echo a; echo b', 'printf %s "$y"'])})`;
}

/** A word of a command line. */
export function word(on: Draw): string {
  return on.deeper(
    () => on.way(
      () => plainWord(on),
      () => plainWord(on),
      () => `$${on.one([...NAMES.filter((name) => name !== 'm'), '1', '#', '@', '*', '?'])}`,
      () => `"$${on.one(['x', 'y', '@', '*', 'unset'])}"`,
      () => parameter(on),
      () => `"${parameter(on)}"`,
      () => `"${on.one(['<', 'a', ''])}${parameter(on)}${on.one(['>', ' b', ''])}"`,
      () => `$((${arithmetic(on)}))`,
      () => substitution(on),
      () => `"${substitution(on)}"`,
      () => on.one(['{a,b}', '{1..3}', 'x{1,2}y', '{c..a}', '{01..3}', '{a,{b,c}}', '{1..9..4}', 'p{,q}', '{x}', "{a,'b c'}", '{-1..1}{a,b}']),
      () => on.one(['*', '*.txt', '[a-p]*', 'd/*', '?', '*.nope', 'd/*/*', '[!d]*', '"*"', '\\*', '*.{csv,yaml}', '~nobody_here', '.*s']),
      () => on.one(["$'a\\tb\\n'", "$'\\x41\\u00e9'", "'a'\"b\"c", 'a\\ b', '"a\\$b"', "'\\n'", '"\\n"', '$"loc"', '\\\\', '"`echo q`"', 'a#b']),
    ),
    () => plainWord(on),
  );
}
