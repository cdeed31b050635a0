// The words of a failed attempt (pkg/scheduler/framework/types.go FitError).
export function fitError(nodes: number, reasons: Iterable<readonly string[]>, after = ''): string {
  const counts = new Map<string, number>();
  for (const list of reasons) for (const reason of list) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${nodes} nodes are available:${parts.length > 0 ? ` ${parts.join(', ')}.` : ''}${after === '' ? '' : ` ${after}`}`;
}

export function outrightError(nodes: number, reason: string, after: string): string {
  return `0/${nodes} nodes are available: ${reason}. ${after}`;
}
