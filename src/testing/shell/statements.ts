// Drawn statements of the shell: simple commands, lists, loops, functions, redirections, traps, here-documents.
import type { Draw } from './draw.ts';
import { FILES } from './draw.ts';
import { arithmetic, parameter, pattern, plainWord, substitution, word } from './expansions.ts';

const words = (on: Draw, from = 0, to = 3): string => on.many(from, to, () => word(on)).join(' ');

/** Prints each of its words in brackets: what was split and what was not is seen. */
const show = (on: Draw): string => `printf '[%s]' ${words(on, 1, 3)}; echo`;

function condition(on: Draw): string {
  return on.way(
    () => `[[ ${word1(on)} ${on.one(['==', '!=', '=', '<', '>'])} ${on.one([pattern(on), plainWord(on)]).replace(/^$/, "''")} ]]`,
    () => `[[ ${word1(on)} =~ ${on.one(['^a', 'b$', '(a)(b)?', '[0-9]+', '^[[:alpha:]]+$', 'x|y'])} ]]`,
    () => `[[ ${on.one(['-z', '-n'])} ${word1(on)} ${on.one(['&&', '||'])} ${on.one(['-f', '-d', '-e', '-s', '-L', '-v'])} ${on.one(['pods', 'd', 'empty', 'l', 'nope', 'x', 'unset'])} ]]`,
    () => `[ ${word1(on)} ${on.one(['=', '!='])} ${word1(on)} ]`,
    () => `[ ${on.one(['-f', '-d', '-e', '-s', '-r', '-x', '-h'])} ${on.one(FILES)} ]`,
    () => `[ ${on.one(['1', '3', '"$n1"', '10'])} ${on.one(['-eq', '-ne', '-lt', '-le', '-gt', '-ge'])} ${on.one(['3', '10', '"$n2"'])} ]`,
    () => `(( ${arithmetic(on)} ))`,
    () => on.one(['true', 'false', '! true', 'grep -q web pods', '! grep -q nope pods', 'test -n "$x"', '[ ! -e nope ]', '[[ ! -d d ]]']),
  );
}

const word1 = (on: Draw): string => on.way(() => plainWord(on), () => `"${parameter(on)}"`, () => '"$x"', () => '"$y"');

function compound(on: Draw): string {
  const body = (): string => on.deeper(() => statements(on, 1, 2), () => simple(on));
  return on.way(
    () => `if ${condition(on)}; then ${body()}; ${on.chance(40) ? `elif ${condition(on)}; then ${body()}; ` : ''}${on.chance(50) ? `else ${body()}; ` : ''}fi`,
    () => `for i in ${words(on, 1, 3)}; do ${on.one(['echo "<$i>"', 'printf "%s." "$i"', body()])}; ${on.chance(20) ? `[ "$i" = b ] && ${on.one(['break', 'continue'])}; ` : ''}done`,
    () => `for ((i${on.depth}=${on.int(0, 3)}; i${on.depth}<${on.int(2, 5)}; i${on.depth}++)); do echo $i${on.depth}; ${on.chance(30) ? 'continue; ' : ''}${body()}; done`,
    () => `c${on.depth}=0; while [ $c${on.depth} -lt ${on.int(1, 3)} ]; do c${on.depth}=$((c${on.depth}+1)); ${body()}; done`,
    () => `u${on.depth}=3; until (( u${on.depth}-- <= 0 )); do ${body()}; done`,
    () => `case ${word1(on)} in ${on.one(['a|b', '[a-c]*', '"a"', 'x*'])}) echo 1${on.one([';;', ';&', ';;&'])} ${on.one(['*b*', 'w?b', "''", '[[:digit:]]*'])}) echo 2;; *) ${body()};; esac`,
    () => `{ ${body()}; }`,
    () => `( ${body()} )`,
    () => `f() { ${on.one(['local x=loc; ', 'local -a arr=(l); ', 'declare y=decl; ', ''])}${body()}; ${on.chance(40) ? `return ${on.int(0, 3)}; ` : ''}}; f ${words(on, 0, 2)}`,
  );
}

function assignment(on: Draw): string {
  return on.way(
    () => `${on.one(['x', 'y', 'z'])}${on.one(['=', '='])}${word(on)}`,
    () => `${on.one(['x', 'y'])}+=${plainWord(on)}`,
    () => `arr=(${words(on, 0, 4)})`,
    () => `arr+=(${words(on, 1, 2)})`,
    () => `arr[${on.one(['0', '1', '3', '-1', 'n1'])}]=${plainWord(on)}`,
    () => `m[${on.one(['k', '"a b"', '$x', 'q'])}]=${plainWord(on)}`,
    () => `unset ${on.one(['x', "'arr[1]'", "'m[k]'", 'arr', 'y z'])}`,
    () => `declare ${on.one(['-i', '-l', '-u', '-r q=1; declare', '-x', ''])} v${on.one(['1', '2'])}=${on.one(['5+2', 'AbC', '3', '"a b"'])}`,
    () => `read -r ${on.one(['x', 'x y', '-a arr', 'x y z'])} <<< ${word1(on)}`,
    () => `IFS=${on.one([':', ',', "' '", "''"])} read -r ${on.one(['x y', '-a arr'])} <<< ${on.one(['a:b:c', '"1,2,3"', '" a b "', '"a::b"'])}`,
    () => `mapfile -t arr < ${on.one(FILES)}`,
    () => `printf -v x '%s-' ${words(on, 1, 2)}`,
    () => `set -- ${words(on, 0, 3)}`,
    () => `let 'n1 = ${on.one(['n1 + 1', '2 * 3', '7 % 4'])}'`,
  );
}

const printfFormat = (on: Draw): string => on.one(["'%s\\n'", "'%5s|%-5s|\\n'", "'%d\\n'", "'%03d %x\\n'", "'%q\\n'", "'%b\\n'", "'%.2f\\n'", "'%s %s\\n'", "'%c\\n'", "'%+d|% d\\n'", "'%e\\n'", "'%5.1f|\\n'", "'%%%s\\n'", "'%*s|\\n'", "'%o %X\\n'", "'%i\\n'"]);

function simple(on: Draw): string {
  return on.way(
    () => show(on), () => show(on), () => show(on),
    () => `echo ${on.one(['', '', '-n ', '-e ', '-E '])}${words(on)}`,
    () => `printf ${printfFormat(on)} ${words(on, 0, 3)}`,
    () => assignment(on), () => assignment(on),
    () => `echo $((${arithmetic(on)}))`,
    () => condition(on),
    () => `declare -p ${on.one(['x', 'arr', 'm', 'y', 'unset'])}`,
    () => on.one(['echo $?', 'true', 'false', ':', 'shift', 'set -f', 'set +f', 'set -u', 'shopt -s nullglob', 'shopt -u nullglob', 'set -o pipefail', 'type -t echo f ls nope', 'echo ${#arr[@]} ${!arr[@]}', 'echo "${PIPESTATUS[@]}"', 'IFS=:', 'unset IFS', "IFS=$' \\t\\n'", 'hash -r', 'trap "echo bye" EXIT', 'trap "echo err" ERR', 'set -e; true', 'umask 027; touch um; stat -c %a um', 'eval "echo $x"', 'eval \'echo "$y"\'', 'pushd d >/dev/null; pwd | sed "s,.*/,,"; popd >/dev/null', 'getopts ab: o -a -b v; echo $o $OPTARG', '(exit 3)', 'command -v echo f', 'local q=1', 'readonly ro=1']),
    () => `cat <<${on.one(['EOF', "'EOF'", '-EOF', '"EOF"'])}\n${on.one(['', '\t'])}line $x ${substitution(on)} \${arr[0]} \\$y\n${on.one(['', '\t'])}$((1+2)) "q" 'q' \\\\\nEOF\n:`,
    () => `cat <<< ${word(on)}`,
  );
}

const filter = (on: Draw): string => on.one(['cat', 'sort', 'wc -l', 'head -1', 'tail -n 1', 'tr a-z A-Z', "sed 's/a/b/'", 'uniq', 'rev', 'grep -c .', "awk '{print NF}'", 'cut -c1-3', 'tac', '{ read l; echo "got $l"; cat; }', 'while read -r l; do echo "<$l>"; done', '(cat; echo end)', 'xargs -n1', 'tee teed']);

function redirected(on: Draw, text: string): string {
  return on.way(() => text, () => text, () => text, () => `{ ${text}; } > out${on.depth}; cat out${on.depth}`, () => `{ ${text}; } 2>/dev/null`, () => `{ ${text}; } 2>&1 | sed 's/^.*line [0-9]*: //'`, () => `{ ${text}; } >> add${on.depth}; wc -c < add${on.depth}`, () => `{ ${text}; } | ${filter(on)}`, () => `{ ${text}; } | ${filter(on)} | ${filter(on)}`, () => `! { ${text}; }; echo $?`, () => `{ ${text}; } && echo and || echo or`, () => `x=$(${text}); echo "[$x] $?"`, () => `( ${text} ); echo "sub $?"`, () => `while read -r l; do echo "$l;"; done < <(${text})`, () => `exec 3>&1; { ${text}; } >&3; exec 3>&-`, () => `{ ${text}; } & wait $!; echo "bg $?"`);
}

export function statement(on: Draw): string {
  return on.way(() => simple(on), () => simple(on), () => { const text = simple(on); return text.includes('<<') || text.includes('\n') ? text : redirected(on, text); }, () => compound(on), () => { const text = compound(on); return text.includes('\n') ? text : redirected(on, text); });
}

export function statements(on: Draw, from: number, to: number): string {
  return on.many(from, to, () => statement(on)).join('; ');
}

/** A script of the shell: variables first, then statements on lines of their own. */
export function shellScript(on: Draw): string {
  const start = `x=${plainWord(on)}; y='a b'; z=Hello; n1=${on.int(0, 5)}; n2=1; arr=(one 'two 2' three); declare -A m=([k]=v [q]='w w'); ref=y; set -- p1 'p 2'`;
  return [start, ...on.many(2, 5, () => statement(on)), 'echo "end $?"'].join('\n');
}
