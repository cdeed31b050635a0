// Korean particles that depend on whether the word before them ends in a consonant.

/** Digits as they are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const closedDigits = new Set(['0', '1', '3', '6', '7', '8']);
/** Latin letters whose Korean names end in a consonant: 엘 엠 엔 알. */
const closedLetters = new Set(['l', 'm', 'n', 'r']);

function endsInConsonant(word: string): boolean {
  const last = word.trim().at(-1)?.toLowerCase() ?? '';
  const code = last.charCodeAt(0);
  if (code >= 0xac00 && code <= 0xd7a3) return (code - 0xac00) % 28 !== 0;
  return closedDigits.has(last) || closedLetters.has(last);
}

/** `node-1이`, `node-2가` */
export function particle(word: string, afterConsonant: string, afterVowel: string): string {
  return `${word}${endsInConsonant(word) ? afterConsonant : afterVowel}`;
}
