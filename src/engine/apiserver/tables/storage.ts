// Access modes in their short form (pkg/apis/core/helper: GetAccessModesAsString).
const short: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

export function shortAccessModes(modes: readonly string[] | undefined): string {
  return short.filter(([mode]) => modes?.includes(mode)).map(([, text]) => text).join(',');
}
