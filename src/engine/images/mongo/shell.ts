// MongoDB's query language, a small one: what a line of mongosh means, carried out on the collections of a database.
export type Json5 = string | number | boolean | null | readonly Json5[] | { readonly [key: string]: Json5 };
export type Document = Readonly<Record<string, Json5>>;
export type Databases = Map<string, Map<string, Document[]>>;

export interface Shell {
  readonly databases: Databases;
  current: string;
  readonly newId: () => string;
  changed: boolean;
}

export class MongoError extends Error {
  override readonly name = 'MongoError';
}

/** Reads the relaxed JSON that people type: names without quotes, single quotes. */
export function readLoose(text: string): Json5 {
  let at = 0;
  const fail = (): MongoError => new MongoError(`SyntaxError: Unexpected token (1:${at})`);
  const blank = (): void => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const word = (pattern: RegExp): string | undefined => {
    const m = pattern.exec(text.slice(at));
    if (m) at += m[0].length;
    return m?.[0];
  };
  const quoted = (): string | undefined => {
    const found = word(/^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/s);
    return found?.slice(1, -1).replace(/\\(.)/g, '$1');
  };
  const list = <T>(end: string, read: () => T): T[] => {
    const items: T[] = [];
    for (at++, blank(); text[at] !== end; blank()) {
      items.push(read());
      blank();
      if (text[at] === ',') at++;
      else if (text[at] !== end) throw fail();
    }
    at++;
    return items;
  };
  const value = (): Json5 => {
    blank();
    if (text[at] === '{') {
      return Object.fromEntries(list('}', () => {
        blank();
        const key = quoted() ?? word(/^[$\w.]+/);
        blank();
        if (key === undefined || text[at] !== ':') throw fail();
        at++;
        return [key, value()] as const;
      }));
    }
    if (text[at] === '[') return list(']', value);
    const string = quoted();
    if (string !== undefined) return string;
    const id = /^ObjectId\(\s*['"]([0-9a-f]{24})['"]\s*\)/.exec(text.slice(at));
    if (id) {
      at += id[0].length;
      return { $oid: id[1] as string };
    }
    const number = word(/^-?\d+(?:\.\d+)?/);
    if (number !== undefined) return Number(number);
    const name = word(/^(?:true|false|null)\b/);
    if (name === undefined) throw fail();
    return name === 'null' ? null : name === 'true';
  };
  const found = value();
  blank();
  if (text[at] === ',') return [found, ...(readLoose(`[${text.slice(at + 1)}]`) as readonly Json5[])];
  if (at < text.length) throw fail();
  return found;
}

const isObject = (value: Json5 | undefined): value is Document => typeof value === 'object' && value !== null && !Array.isArray(value);
const field = (document: Document, path: string): Json5 | undefined => path.split('.').reduce<Json5 | undefined>((value, key) => (isObject(value) ? value[key] : undefined), document);
const equal = (a: Json5 | undefined, b: Json5 | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

function matches(document: Document, query: Document): boolean {
  return Object.entries(query).every(([key, wanted]) => {
    if (key === '$or' || key === '$and') return (wanted as readonly Document[])[key === '$or' ? 'some' : 'every']((one) => matches(document, one));
    const value = field(document, key);
    if (!isObject(wanted) || !Object.keys(wanted).some((name) => name.startsWith('$') && name !== '$oid')) return equal(value, wanted);
    return Object.entries(wanted).every(([operator, than]) => {
      switch (operator) {
        case '$gt': return value !== undefined && (value as number) > (than as number);
        case '$gte': return value !== undefined && (value as number) >= (than as number);
        case '$lt': return value !== undefined && (value as number) < (than as number);
        case '$lte': return value !== undefined && (value as number) <= (than as number);
        case '$ne': return !equal(value, than);
        case '$in': return (than as readonly Json5[]).some((one) => equal(value, one));
        case '$exists': return (value !== undefined) === than;
        default: throw new MongoError(`MongoServerError: unknown operator: ${operator} (Kubarium knows a small query language only)`);
      }
    });
  });
}

function updated(document: Document, change: Document): Document {
  const next: Record<string, Json5> = { ...document };
  for (const [operator, fields] of Object.entries(change)) {
    if (!isObject(fields) || !['$set', '$inc', '$unset', '$push'].includes(operator)) throw new MongoError('MongoInvalidArgumentError: Update document requires atomic operators');
    for (const [key, value] of Object.entries(fields)) {
      if (operator === '$unset') delete next[key];
      else if (operator === '$push') next[key] = [...((next[key] as readonly Json5[] | undefined) ?? []), value];
      else next[key] = operator === '$inc' ? Number(next[key] ?? 0) + Number(value) : value;
    }
  }
  return next;
}

/** As mongosh prints a value. */
export function inspect(value: Json5 | undefined, indent = ''): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return `'${value.replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isObject(value) && typeof value['$oid'] === 'string') return `ObjectId('${value['$oid']}')`;
  const inner = Array.isArray(value) ? (value as readonly Json5[]).map((one) => inspect(one, `${indent}  `)) : Object.entries(value).map(([key, one]) => `${/^[\w$]+$/.test(key) ? key : `'${key}'`}: ${inspect(one, `${indent}  `)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (inner.length === 0) return `${open}${close}`;
  const line = `${open} ${inner.join(', ')} ${close}`;
  return line.length <= 72 && !line.includes('\n') ? line : `${open}\n${inner.map((one) => `${indent}  ${one}`).join(',\n')}\n${indent}${close}`;
}

/** One line; what is printed. */
export function evaluate(shell: Shell, line: string): string {
  const text = line.trim().replace(/;$/, '');
  const own = (): Map<string, Document[]> => {
    const found = shell.databases.get(shell.current) ?? new Map<string, Document[]>();
    shell.databases.set(shell.current, found);
    return found;
  };
  const use = /^use\s+(\S+)$/.exec(text);
  if (use) {
    shell.current = use[1] as string;
    return `switched to db ${shell.current}`;
  }
  if (/^show (?:dbs|databases)$/.test(text)) return [...shell.databases].filter(([, collections]) => collections.size > 0).map(([name]) => `${name.padEnd(7)} 40.00 KiB`).sort().join('\n');
  if (/^show (?:collections|tables)$/.test(text)) return [...own().keys()].sort().join('\n');
  if (text === 'db') return shell.current;
  if (/^db\.(?:adminCommand|runCommand)\(\s*(?:\{\s*['"]?ping['"]?\s*:\s*1\s*\}|['"]ping['"])\s*\)(\.ok)?$/.test(text)) return text.endsWith('.ok') ? '1' : '{ ok: 1 }';
  if (text === 'db.dropDatabase()') {
    shell.databases.delete(shell.current);
    shell.changed = true;
    return `{ ok: 1, dropped: '${shell.current}' }`;
  }
  const m = /^db\.(?:getCollection\(['"]([\w.-]+)['"]\)|([\w-]+))\.(\w+)\((.*?)\)((?:\.(?:sort|limit|toArray|pretty|count)\([^()]*\))*)$/s.exec(text);
  if (!m) throw new MongoError(text.startsWith('db.') ? 'TypeError: this expression is not simulated in Kubarium' : `ReferenceError: ${/^\w+/.exec(text)?.[0] ?? text} is not defined`);
  const args = (m[4] ?? '').trim() === '' ? [] : argumentsOf(m[4] as string);
  return operation(shell, own(), (m[1] ?? m[2]) as string, m[3] as string, args, m[5] ?? '');
}

function argumentsOf(text: string): readonly Json5[] {
  const read = readLoose(`[${text}]`);
  return read as readonly Json5[];
}

function operation(shell: Shell, collections: Map<string, Document[]>, name: string, action: string, args: readonly Json5[], tail: string): string {
  const documents = collections.get(name) ?? [];
  const put = (next: Document[]): void => {
    collections.set(name, next);
    shell.changed = true;
  };
  const [first, second] = args;
  const query = isObject(first) ? first : {};
  const withId = (document: Json5): Document => ({ _id: { $oid: shell.newId() }, ...(document as Document) });
  switch (action) {
    case 'insertOne': {
      const made = withId(query);
      put([...documents, made]);
      return inspect({ acknowledged: true, insertedId: made['_id'] as Json5 });
    }
    case 'insertMany': {
      const made = (first as readonly Json5[]).map(withId);
      put([...documents, ...made]);
      return inspect({ acknowledged: true, insertedIds: Object.fromEntries(made.map((one, i) => [String(i), one['_id'] as Json5])) });
    }
    case 'find': case 'findOne': {
      let found = documents.filter((one) => matches(one, query));
      const sort = /\.sort\(([^()]*)\)/.exec(tail)?.[1];
      const by = sort === undefined ? [] : Object.entries(readLoose(sort) as Document);
      found = [...found].sort((a, b) => by.map(([key, way]) => ((field(a, key) ?? 0) < (field(b, key) ?? 0) ? -1 : equal(field(a, key), field(b, key)) ? 0 : 1) * Number(way)).find((sign) => sign !== 0) ?? 0);
      const limit = /\.limit\((\d+)\)/.exec(tail)?.[1];
      if (tail.includes('.count(')) return String(found.length);
      if (action === 'findOne') return found[0] ? inspect(found[0]) : 'null';
      return inspect(found.slice(0, limit === undefined ? undefined : Number(limit)));
    }
    case 'countDocuments': case 'estimatedDocumentCount': return String(documents.filter((one) => matches(one, query)).length);
    case 'updateOne': case 'updateMany': {
      let count = 0;
      put(documents.map((one) => (matches(one, query) && (action === 'updateMany' || count === 0) ? (count++, updated(one, isObject(second) ? second : {})) : one)));
      return inspect({ acknowledged: true, insertedId: null, matchedCount: count, modifiedCount: count, upsertedCount: 0 });
    }
    case 'deleteOne': case 'deleteMany': {
      let count = 0;
      put(documents.filter((one) => !(matches(one, query) && (action === 'deleteMany' || count === 0) && ++count > 0)));
      return inspect({ acknowledged: true, deletedCount: count });
    }
    case 'drop': {
      shell.changed = collections.delete(name);
      return String(shell.changed);
    }
    default: throw new MongoError(`TypeError: db.${name}.${action} is not a function`);
  }
}
