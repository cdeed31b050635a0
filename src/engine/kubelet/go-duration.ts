// Durations as Go prints them: 350ms, 3.2s, 1m2.5s (time.Duration.String).
export function goDuration(ms: number): string {
  const whole = Math.trunc(ms);
  if (whole === 0) return '0s';
  if (whole < 1000) return `${whole}ms`;
  const minutes = Math.trunc(whole / 60_000);
  const hours = Math.trunc(minutes / 60);
  const seconds = (whole - minutes * 60_000) / 1000;
  const tail = `${String(seconds)}s`;
  return hours > 0 ? `${hours}h${minutes % 60}m${tail}` : minutes > 0 ? `${minutes}m${tail}` : tail;
}
