// lessons/COVERAGE.md: every heading of the notes is taught by a step that exists, or will be by a lesson of the curriculum that does not exist yet; and what lessons need exists.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../engine/kube/yaml.ts';
import headings from './notes-headings.json' with { type: 'json' };

const root = path.resolve('lessons');
const slugs = fs.readdirSync(root).filter((slug) => fs.existsSync(path.join(root, slug, 'lesson.yaml'))).sort();

interface LessonFile {
  readonly needs: readonly string[];
  readonly steps: readonly { readonly id: string }[];
}
const lessons = new Map(slugs.map((slug) => [slug, parseYaml(fs.readFileSync(path.join(root, slug, 'lesson.yaml'), 'utf8')) as unknown as LessonFile]));

/** Lessons of the curriculum that are not written yet; a line goes when its folder comes. */
const planned = [
  '02-containers', '27-scheduling', '28-node-failure', '29-autoscaling', '30-access', '31-kubeadm', '32-kind', '33-gke', '34-etcd-raft', '35-observability', '36-helm-iac', '37-telepresence', '39-capstone',
];

interface Row {
  readonly note: string;
  readonly heading: string;
  readonly english: string;
  readonly places: string;
  readonly remark: string;
}

function rowsOf(markdown: string): Row[] {
  let note = '';
  return markdown.split('\n').flatMap((line) => {
    note = /^## (N\d)/.exec(line)?.[1] ?? note;
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    const [, heading = '', english = '', places = '', remark = ''] = cells;
    return cells.length < 6 || heading.startsWith('---') || heading.startsWith('노트의 제목') ? [] : [{ note, heading, english, places, remark }];
  });
}

const rows = rowsOf(fs.readFileSync(path.join(root, 'COVERAGE.md'), 'utf8'));

describe('coverage of the notes', () => {
  test.each(Object.entries(headings))('%s: every heading has its row', (note, wanted) => {
    expect(rows.filter((row) => row.note === note).map(({ heading }) => heading)).toEqual(wanted);
  });

  test('every row leads somewhere, or says why not', () => {
    expect(rows.filter(({ places, remark }) => !/`|later/.test(places) && remark === '').map(({ heading }) => heading)).toEqual([]);
  });

  test('every row can be read in Korean and in English', () => {
    expect(rows.filter(({ english, remark }) => english === '' || /[가-힣]/.test(english) || (remark !== '' && !/[가-힣].* · [^가-힣]+$/.test(remark))).map(({ heading }) => heading)).toEqual([]);
  });

  test('the steps exist', () => {
    const missing = rows.flatMap(({ heading, places }) =>
      [...places.matchAll(/`([^`]+)`/g)].flatMap(([, place = '']) => {
        const [slug = '', step] = place.split('/');
        const lesson = lessons.get(slug);
        return lesson && (step === undefined || lesson.steps.some(({ id }) => id === step)) ? [] : [`${heading}: ${place}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  test('what comes later is planned and not there yet', () => {
    const later = rows.flatMap(({ places }) => [...places.matchAll(/later: ([\w-]+)/g)].map(([, slug = '']) => slug));
    expect(later.filter((slug) => !planned.includes(slug))).toEqual([]);
    expect(planned.filter((slug) => lessons.has(slug))).toEqual([]);
  });

  test('every lesson is named by some row, or goes beyond the notes', () => {
    const beyond = ['26-network-policy'];
    expect(slugs.filter((slug) => !rows.some(({ places }) => places.includes(slug)) && !beyond.includes(slug))).toEqual([]);
  });
});

describe('the map of the curriculum', () => {
  const nameOf = (slug: string): string => slug.replace(/^\d+-/, '');
  const needs = new Map([...lessons].map(([slug, lesson]) => [nameOf(slug), lesson.needs]));

  test('what a lesson needs exists and comes before it', () => {
    const order = slugs.map(nameOf);
    const faults = [...needs].flatMap(([name, wanted]) => wanted.flatMap((need) => (needs.has(need) ? [] : [`${name} needs ${need}, which is not there`])));
    expect(faults).toEqual([]);
    expect(new Set(order).size).toBe(order.length);
  });

  test('nothing needs itself, by whatever way', () => {
    const reach = (name: string, seen: ReadonlySet<string>): boolean => (needs.get(name) ?? []).some((need) => seen.has(need) || reach(need, new Set([...seen, need])));
    expect([...needs.keys()].filter((name) => reach(name, new Set([name])))).toEqual([]);
  });

  test('only the tour needs nothing', () => {
    expect([...needs].filter(([, wanted]) => wanted.length === 0).map(([name]) => name)).toEqual(['tour']);
  });
});
