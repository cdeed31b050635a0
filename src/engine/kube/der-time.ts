// Times as certificates have them (RFC 5280, 4.1.2.5).
import { civil, parseRfc3339 } from '../base/time.ts';
import { fromUtf8, toUtf8 } from '../base/utf8.ts';
import { der, type DerNode, tags } from './der.ts';

const two = (value: number): string => String(value).padStart(2, '0');

export function derTime(epochMs: number): readonly number[] {
  const { year, month, day, hour, minute, second } = civil(epochMs);
  const rest = [month, day, hour, minute, second].map(two).join('');
  return year < 2050 ? der(tags.utcTime, [...toUtf8(`${two(year % 100)}${rest}Z`)]) : der(tags.generalizedTime, [...toUtf8(`${year}${rest}Z`)]);
}

export function derTimeOf({ tag, content }: DerNode): number | undefined {
  const m = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(fromUtf8(content));
  if (!m) return undefined;
  const year = tag === tags.utcTime ? `${Number(m[1]) < 50 ? 20 : 19}${m[1]}` : m[1];
  return parseRfc3339(`${year}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}Z`);
}
