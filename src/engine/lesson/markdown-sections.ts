// Cuts a lesson's Markdown into the parts that lesson.yaml refers to: `## {step-id} Title`, and below it `### goal:id`, `### hint` and so on.
export interface StepText {
  readonly title: string;
  readonly body: string;
  readonly goals: ReadonlyMap<string, string>;
  /** By goal id, in order. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** Rules and what to say where one was broken, by id. */
  readonly always: ReadonlyMap<string, string>;
  readonly broken: ReadonlyMap<string, string>;
  readonly hints: readonly string[];
  readonly predict: { readonly question: string; readonly options: readonly string[]; readonly why: string } | undefined;
  /** Read once the step is done. */
  readonly why: string | undefined;
  readonly presenter: string | undefined;
}

export interface LessonText {
  readonly title: string;
  readonly intro: string;
  readonly steps: ReadonlyMap<string, StepText>;
  readonly debrief: string;
  readonly errors: readonly string[];
}

interface Section {
  readonly heading: string;
  readonly text: string;
}

/** Splits at headings of one level, leaving fenced code alone; the first section has an empty heading. */
function split(text: string, mark: string): Section[] {
  const sections: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (/^(```|~~~)/.test(line)) fenced = !fenced;
    if (!fenced && line.startsWith(`${mark} `)) sections.push({ heading: line.slice(mark.length + 1).trim(), lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }));
}

function predictionOf(text: string): StepText['predict'] {
  const lines = text.split('\n');
  const option = /^- /;
  const first = lines.findIndex((line) => option.test(line));
  const last = lines.findLastIndex((line) => option.test(line));
  if (first < 0) return undefined;
  return {
    question: lines.slice(0, first).join('\n').trim(),
    options: lines.filter((line) => option.test(line)).map((line) => line.slice(2).trim()),
    why: lines.slice(last + 1).join('\n').trim(),
  };
}

function stepOf(section: Section, errors: string[]): [string, StepText] {
  const head = /^\{([a-z0-9-]+)\}\s+(.+)$/.exec(section.heading);
  if (!head) errors.push(`"## ${section.heading}": expected "## {step-id} Title"`);
  const [first, ...parts] = split(section.text, '###');
  const goals = new Map<string, string>();
  const missing = new Map<string, string[]>();
  const always = new Map<string, string>();
  const broken = new Map<string, string>();
  const hints: string[] = [];
  let predict: StepText['predict'];
  let why: string | undefined;
  let presenter: string | undefined;
  for (const { heading, text } of parts) {
    const [kind = '', id = ''] = heading.split(':');
    if (kind === 'goal') goals.set(id, text);
    else if (kind === 'missing') missing.set(id, [...(missing.get(id) ?? []), text]);
    else if (kind === 'always') always.set(id, text);
    else if (kind === 'broken') broken.set(id, text);
    else if (kind === 'hint') hints.push(text);
    else if (kind === 'predict') predict = predictionOf(text);
    else if (kind === 'why') why = text;
    else if (kind === 'presenter') presenter = text;
    else errors.push(`"### ${heading}": expected goal:ID, missing:ID, always:ID, broken:ID, hint, predict, why or presenter`);
  }
  return [head?.[1] ?? section.heading, { title: head?.[2] ?? section.heading, body: first?.text ?? '', goals, missing, always, broken, hints, predict, why, presenter }];
}

export function readLessonText(markdown: string): LessonText {
  const errors: string[] = [];
  const [top, ...sections] = split(markdown.replace(/\r\n/g, '\n'), '##');
  const head = /^# (.+)\n?/.exec(top?.text ?? '');
  if (!head) errors.push('the first line is to be "# Title"');
  const debrief = sections.find((section) => section.heading === '{debrief}');
  const steps = new Map(sections.filter((section) => section !== debrief).map((section) => stepOf(section, errors)));
  return { title: head?.[1] ?? '', intro: (top?.text ?? '').slice(head?.[0].length ?? 0).trim(), steps, debrief: debrief?.text ?? '', errors };
}
