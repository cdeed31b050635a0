// Drawn command lines of the text tools over the small tree, from each command's list of options.
import { spawnSync } from 'node:child_process';
import { type Draw, FILES } from './draw.ts';

type Option = (on: Draw) => string;
interface Tool {
  readonly name: string;
  readonly options: readonly (string | Option)[];
  /** What comes before the files. */
  readonly operand?: Option;
  /** How many files: none reads standard input. */
  readonly files?: readonly [number, number];
  /** How many options at most. */
  readonly most?: number;
}

const count = (on: Draw): string => String(on.int(0, 5));
const regexp: Option = (on) => on.one(["'web'", "'^[a-z]'", "'[0-9]\\+'", "'e$'", "'o.*n'", "'a\\|b'", "'x\\{2\\}'", "'\\bsix'", "'\\(s\\)ix \\1'", "'[[:upper:]]'", "'^$'", "'.'", "-e web -e db", "'w*'"]);
const extended: Option = (on) => on.one(["'web|db'", "'^[a-z]+-[0-9]+'", "'(six) \\1'", "'[0-9]{2,}'", "'(a|b),'", "'o{1}'", "'^.?e'", "'\\w+$'", "'(R|P)u?'"]);
const list: Option = (on) => on.one(['1', '2', '1,3', '2-', '-2', '1-2', '3,1', '2-2']);

const sedScripts: readonly string[] = ["'s/a/X/'", "'s/e/E/g'", "'2d'", "'$d'", "'/web/d'", "-n '/web/p'", "-n '2,3p'", "'/^$/d'", "'s/\\([a-z]*\\)-\\([0-9]*\\)/\\2-\\1/'", "-E 's/([a-z]+) ([A-Z])/\\2 \\1/'", "'y/abc/xyz/'", "'1i\\top'", "'$a end'", "'2c changed'", "-n '$='", "'s/[0-9]/<&>/2'", "'1~2d'", "'/web/,/db/s/$/!/'", "'s,/,|,g'", "'N;s/\\n/+/'", "'G'", "-n 'h;n;G;p'", "'s/x/y/;t;s/^/-/'", "'1!G;h;$!d'", "'s/e/E/3g'", "'/a/!s/^/#/'", "'s/.*/\\U&/'", "'s/\\w\\+/\\u&/g'", "'2q'", "-n 'l'", "'s/a/b/w out'", "'$!N;P;D'", "'0,/web/d'", "'2,+1d'", "-s '1p'", "'s/b*/-/g'", "-e 's/a/1/' -e 's/b/2/'", "'/p/{s/p/P/;s/$/./}'", "'x;p;x'"];
const awkScripts: readonly string[] = ["'{print $1}'", "'{print $NF}'", "'NR==2'", "'/web/{n++} END{print n}'", "-F, '{print $2}'", "-F: '{print $1,$3}'", "'{s+=$3} END{print s}'", "'{print NR\": \"$0}'", "'length($0)>8'", "'BEGIN{OFS=\"-\"}{$1=$1;print}'", "'{a[$2]++} END{for(k in a) print k,a[k]}' | sort; true ", "'{print toupper($1), length($2)}'", "'{gsub(/e/,\"E\");print}'", "'$3>3{print $1}'", "'{printf \"%-10s|%5d\\n\",$1,$3}'", "'END{print NR}'", "'{print substr($1,2,3), index($0,\"e\")}'", "-v n=2 'NR<=n'", "'BEGIN{while((getline l < \"n\")>0) t+=l; print t}'", "'{n=split($0,p,/[ ,:]/); print n,p[1]}'", "'NR%2'", "'!seen[$2]++'", "'/web/,/db/'", "'{$2=\"\";print}'", "'BEGIN{print 1/3, 2^10, 7%3, \"a\"<\"b\"}'", "'match($0,/[0-9]+/){print RSTART,RLENGTH}'", "'{print ($3>2)?\"big\":\"small\"}'", "'BEGIN{printf \"%c%c|%5.2f|%x|%o|%e\\n\",65,\"hello\",3.14159,255,8,12345.678}'", "'{sub(/^[a-z]+/,\"<&>\")}1'", "'BEGIN{x[\"a\"]=1; delete x[\"a\"]; print length(x), (\"a\" in x)}'", "'function f(a){return a*2} {print f($3)}'", "-F'[,:]' 'NF>1{print $2}'", "'{print tolower($0)}'", "'BEGIN{RS=\"\"}{print NR\":\"$1}'", "'{do{i++}while(i<2);print i;i=0}'", "'NR==1{next}{print;exit}'", "'BEGIN{print length(\"hee\"), substr(\"hello\",2)}'", "'{print > \"out\"} END{close(\"out\");while((getline l<\"out\")>0)print \"o\",l}'", "'BEGIN{print index(\"abc\",\"c\"), int(-3.7), sqrt(16), exp(0), log(1)}'"];
const jqScripts: readonly string[] = ['.', '.a', '.b[]', '.b|length', 'keys', '.b|map(.+1)', '.c.d', '.c|to_entries', '[.b[]|select(.>1)]', '.a//"none"', '.nope?', '{a,n:.b[0]}', '.b|add', '.b|sort|reverse', '"\\(.a)-\\(.b|length)"', '.b[1:]', '.c|has("d")', '[paths]', 'del(.a)', '.a|ascii_upcase', '.b|join(",")', '.b|@csv', '.|tojson', 'if .b[0]==1 then "y" else "n" end', '[.b[]|tostring]', '.b as [$x,$y]|$x+$y', 'reduce .b[] as $i (0;.+$i)', '.c|with_entries(.value|=tostring)', '.b|min,max', '.b|index(2)', '.a|test("e")', '.a|split("e")', '[limit(2;.b[])]', '.b|group_by(.>1)', '.a|@base64', '.b|any(.>2),all(.>0)', '[.[]|type]', '.b|unique', 'path(..)', '.c.d|=3', '.b+=[9]', '[range(3)]', '.a|length', '.b|first,last', 'try error("x") catch .', '.a[1:3]', '.b|contains([2])', '[.b[]|.*2]|@tsv', '.a|explode|implode', 'to_entries|from_entries', '.b|flatten', 'walk(if type=="number" then .+1 else . end)', '[.b[]|if .>2 then empty else . end]', '.c|keys[]', 'env|type', '$__loc__', 'ltrimstr("x")', '.a|ltrimstr("t")', '[.b|combinations(2)]|length', 'getpath(["c","d"])', '[splits("a")]', 'tostream', '.a|sub("t";"T")', '.a|gsub("[aeiou]";"*")', '@html "<\\(.a)>"', 'now|type', '.b|IN(2)', 'limit(1;.b[])', '.b|to_entries[0]', 'error', 'halt', '.[]?', '..|numbers'];

const TOOLS: readonly Tool[] = [
  { name: 'cat', options: ['-n', '-b', '-A', '-s', '-E', '-T', '-v'], files: [1, 2] },
  { name: 'head', options: ['-n 2', '-c 7', '-n -1', '-q', '-v', (on) => `-n${count(on)}`, '-c -3'], files: [1, 2] },
  { name: 'tail', most: 1, options: ['-n 2', '-c 5', '-n +2', '-q', '-v', '-1', (on) => `-n ${count(on)}`, '-c +4'], files: [1, 2] },
  { name: 'wc', options: ['-l', '-w', '-c', '-m', '-L'], files: [0, 3] },
  { name: 'sort', options: ['-n', '-r', '-u', '-k2', '-k2,2n', '-t, -k2', '-t: -k3nr', '-f', '-b', '-h', '-V', '-s', '-k1.2', '-g', '-d', '-c', '-M', '-k3,3nr -k1,1', '-t, -k2n'], files: [1, 2] },
  { name: 'uniq', options: ['-c', '-d', '-u', '-i', '-f1', '-s2', '-w1', '-D'], files: [1, 1] },
  { name: 'cut', options: [], operand: (on) => on.one([`-c${list(on)}`, `-d' ' -f${list(on)}`, `-d, -f${list(on)}`, `-d: -f${list(on)} -s`, `-d' ' --complement -f${list(on)}`, `-d, -f${list(on)} --output-delimiter='|'`, `-b${list(on)}`]), files: [1, 2] },
  { name: 'paste', options: ['-s', '-d,', "-d ':-'", '-sd+'], files: [1, 3] },
  { name: 'nl', options: ['-ba', '-w3', '-s:', '-v5', '-i2', '-nln', '-nrz'], files: [1, 1] },
  { name: 'fold', options: ['-w5', '-w10', '-s -w7'], files: [1, 1] },
  { name: 'tac', options: [], files: [1, 2] },
  { name: 'rev', options: [], files: [1, 1] },
  { name: 'grep', options: ['-i', '-v', '-n', '-c', '-l', '-o', '-w', '-x', '-h', '-H', '-q', '-m1', '-A1', '-B1', '-C1', '-s', '-b', '-r'], operand: regexp, files: [1, 3] },
  { name: 'grep -L', options: [], operand: regexp, files: [1, 2] },
  { name: 'grep -E', options: ['-i', '-v', '-n', '-c', '-o', '-w', '-x', '-on', '-m2'], operand: extended, files: [1, 2] },
  { name: 'grep -F', options: ['-i', '-v', '-n', '-c', '-x', '-o'], operand: (on) => on.one(['web', "'-1'", "'.'", "'six'"]), files: [1, 2] },
  { name: 'sed', options: ['-n', '-E'], operand: (on) => on.one(sedScripts), files: [1, 2] },
  { name: 'awk', options: [], operand: (on) => on.one(awkScripts), files: [1, 2] },
  { name: 'find', options: [], operand: (on) => `${on.one(['.', 'd', 'd pods'])} ${on.one(['', '-type f', '-type d', "-name '*.txt'", '-maxdepth 1', '-mindepth 1', '-empty', '-type l', '-size +1k', "-name 'p*' -o -name n", '-not -type d', "-path './d/*'", "-iname 'W*'", '-type f -size -1k', "-regex '.*s'", '-type f ! -name pods', "-name d -prune -o -type f"])} ${on.one(['', '-print', "-printf '%f %s\\n'", "-exec basename {} \\;", "-printf '%y %p %d\\n'"])} | sort;:` },
  { name: 'ls', options: ['-1', '-a', '-A', '-F', '-p', '-r', '-R', '-d', '-S', '-m', '-Q', '-x', '-B', '-w 30 -C'], files: [0, 2] },
  { name: 'diff', most: 1, options: ['-u', '-q', '-s', '-i', '-w', '-c', '-y', '-e', '-U1', '-b'], operand: (on) => `${on.one(['pods', 'w.txt', 'n'])} ${on.one(['pods', 'w.txt', 'n', 'empty', 't.csv'])} | sed '/^[-+*][-+*][-+*] [a-z]/d';:` },
  { name: 'comm', options: ['-1', '-2', '-3', '-12', '-23'], operand: (on) => `<(sort ${on.one(FILES)}) <(sort ${on.one(FILES)})` },
  { name: 'join', options: ['-a1', '-a2', '-v1', "-e x -o 0,1.2,2.2", '-t,', '-j1'], operand: (on) => `<(sort ${on.one(['pods', 't.csv', 'd/p'])}) <(sort ${on.one(['pods', 't.csv', 'n'])})` },
  { name: 'tr', options: [], operand: (on) => `${on.one(['a-z A-Z', '-d aeiou', '-s a-z', "-cd '[:digit:]\\n'", "' ' '\\n'", "'[:upper:]' '[:lower:]'", "-s ' '", "-c 'a-z\\n' .", 'abc xy', "-d '\\n'", "'a-c' '123'", "-t abc x"])} < ${on.one(FILES)}` },
  { name: 'seq', options: ['-s,', '-w', "-f '%.1f'"], operand: (on) => on.one(['5', '2 6', '1 3 10', '5 -2 1', '0 .5 2', '-2 2', '8 11', '3 1']) },
  { name: 'expr', options: [], operand: (on) => on.one(['1 + 2', '7 / 2', '7 % 4', "3 '*' 4", 'abc : a.', "abc : 'a\\(.\\)'", 'length hello', 'substr hello 2 3', 'index hello l', '1 = 1', 'a \\< b', '0 \\| 5', '3 \\& 0', '1 / 0', 'a + 1']) },
  { name: 'base64', options: ['-w0', '-w 10'], files: [1, 1] },
  { name: 'od', options: ['-c', '-An -tx1', '-x', '-b', '-A d -c', '-tu1 -N 8', '-j2 -c'], files: [1, 1] },
  { name: 'md5sum', options: ['', '--tag', '-b'], files: [1, 3] },
  { name: 'sha256sum', options: [''], files: [1, 2] },
  { name: 'xargs', most: 1, options: ['-n1', '-n2', '-I{}', "-d '\\n'", '-L1', '-t', '-r', '-0'], operand: (on) => `${on.one(['echo', "echo '{}'", "printf '<%s>'", 'wc -c', 'basename -a'])} < ${on.one(['n', 'w.txt', 't.csv', 'empty'])} 2>&1` },
  { name: 'jq', options: ['-r', '-c', '-n', '-s', '-S', '-e', '-j', '--tab'], operand: (on) => `'${on.one(jqScripts)}' <<< '${on.one(['{"a":"text","b":[1,2,3],"c":{"d":null}}', '{"a":"é","b":[3,1,2,1],"c":{"d":{"e":1.5}}}', '{"b":[1],"c":{}} {"a":"x","b":[2,5],"c":{"d":true}}'])}'` },
  { name: 'printf', options: [], operand: (on) => `${on.one(["'%s|%5s|%-5s|\\n'", "'%d %i\\n'", "'%05.1f\\n'", "'%x %o %X\\n'", "'%e\\n'", "'%b'", "'%q '", "'%c%c\\n'"])} ${on.many(0, 3, () => on.one(['1', 'abc', '3.7', "'a b'", '-5', '0x1f', "'\\ta'", '010', "''"])).join(' ')}` },
  { name: 'basename', options: ['-a', '-s .txt'], operand: (on) => on.one(['a/b.txt', '/x/y/', 'b.txt .txt', '/', 'c.txt d.txt']) },
  { name: 'dirname', options: [], operand: (on) => on.one(['a/b.txt', '/x/y/', 'b', '/', 'a//b']) },
  { name: 'realpath', options: ['--relative-to=d', '--relative-to=.'], operand: (on) => on.one(['pods', 'l', 'd/../n', 'nope', 'd/e/last']) },
  { name: 'stat', options: [], operand: (on) => `-c ${on.one(["'%n %s %F'", "'%a %A'", '%N', '%h', "'%s'"])} ${on.one(['pods', 'l', 'empty', 'nope', 'y.yaml'])}` },
  { name: 'date', options: ['-u'], operand: (on) => `-d ${on.one(["'2024-02-28 +1 day'", "'@86400'", "'2021-01-05 10:11:12'", "'2020-03-31 -1 month'", "'Jan 5 2021 3pm'", "'2021-01-01 next week'", "'nonsense'", "'2021-01-05T10:00:00+09:00'"])} ${on.one(["'+%F %T'", '+%s', "'+%a %b %e %j %U'", '-Iseconds', '-R', "'+%-d/%-m/%y'", "'+%V %G %u %w'", "'+%I:%M %p'"])}` },
  { name: 'split', most: 1, options: ['-l 2', '-b 10', '-n 2', '-d', '-a 1'], operand: (on) => `${on.one(['pods', 'n', 'w.txt'])} pp; wc -c pp*; rm -f pp*` },
  { name: 'tee', options: ['-a'], operand: (on) => `out < ${on.one(FILES)}; cat out` },
  { name: 'bc', options: ['-l', ''], operand: (on) => `<<< '${on.one(['1+2*3', '10/3', 'scale=3; 22/7', '2^64', 'obase=16; 255', 'sqrt(2)', 'x=3; x^2', '5%3', '1.5*1.5', 'if (3>2) 1 else 0', 'for(i=0;i<3;i++) i', '-3+1', 'length(12345)', 'ibase=2; 1101'])}'` },
  { name: 'numfmt', options: ['--to=iec', '--to=si', '--from=iec', '--padding=8'], operand: (on) => on.one(['1024', '1500', '1K', '999999', '123456789']) },
  { name: 'factor', options: [], operand: (on) => String(on.int(1, 100_000)) },
  { name: 'expand', options: ['-t4', '-i'], files: [1, 1] },
  { name: 'unexpand', options: ['-a'], files: [1, 1] },
  { name: 'cksum', options: [], files: [1, 2] },
  { name: 'tsort', options: [], operand: () => "<<< 'a b b c a c d a'" },
  { name: 'gzip', options: [], operand: (on) => `-c ${on.one(['pods', 'n', 'empty', 'w.txt'])} | gunzip | ${on.one(['md5sum', 'cat', 'wc'])}` },
  { name: 'tar', options: [], operand: (on) => `${on.one(['cf', 'czf'])} - ${on.one(['pods n', 'd/p', 'w.txt l'])} | tar ${on.one(['tf', 'tzf'])} - 2>&1 | head -5;:` },
];

/** Tools that not every machine has are drawn only where they are. */
const there = new Set(spawnSync('bash', ['-c', 'for tool in jq bc numfmt gzip; do command -v "$tool" >/dev/null && echo "$tool"; done'], { encoding: 'utf8' }).stdout.split('\n'));
const drawn = TOOLS.filter(({ name }) => !['jq', 'bc', 'numfmt', 'gzip'].includes(name) || there.has(name));

function toolLine(on: Draw): string {
  const tool = on.one(drawn);
  const options = on.many(0, tool.most ?? 2, () => {
    const option = tool.options.length ? on.one(tool.options) : '';
    return typeof option === 'string' ? option : option(on);
  }).filter((option, i, all) => option !== '' && all.indexOf(option) === i);
  const files = tool.files ? on.many(tool.files[0], tool.files[1], () => (on.chance(4) ? 'nope' : on.one(FILES))) : [];
  const input = tool.files && files.length === 0 ? `< ${on.one(FILES)}` : '';
  return [tool.name, ...options, tool.operand?.(on) ?? '', ...files, input].filter((part) => part !== '').join(' ');
}

/** A script of tools: lines, some with pipes behind them. */
export function toolScript(on: Draw): string {
  const line = (): string => {
    const text = toolLine(on);
    const piped = on.chance(30) ? ` | ${on.one(['sort', 'head -3', 'wc -l', 'cat -A', 'tr a-z A-Z', "sed 's/^/> /'", 'uniq -c', 'tail -2', 'cut -c1-10', "awk '{print $1}'", 'rev', 'nl'])}` : '';
    return `${/;:?$/.test(text) ? text.replace(/;:$/, '') : text}${piped}; echo "= $?"`;
  };
  return on.many(2, 5, line).join('\n');
}
