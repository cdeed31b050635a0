// What Go's time.ParseDuration says of a text that is none (go/src/time/format.go).
const PART = String.raw`(?:\d+\.?\d*|\.\d+)`;
const DURATION = new RegExp(`^[-+]?(?:0|(?:${PART}(?:ns|us|µs|μs|ms|s|m|h))+)$`);
const UNITLESS = new RegExp(`^[-+]?(?:${PART}(?:ns|us|µs|μs|ms|s|m|h))*${PART}$`);
const ODD_UNIT = new RegExp(`^[-+]?(?:${PART}(?:ns|us|µs|μs|ms|s|m|h))*${PART}([^\\d.]+)`);

/** Undefined where the text is a duration. */
export function durationFault(text: string): string | undefined {
  const quoted = JSON.stringify(text);
  if (DURATION.test(text)) return undefined;
  if (UNITLESS.test(text)) return `time: missing unit in duration ${quoted}`;
  const unit = ODD_UNIT.exec(text)?.[1];
  return unit === undefined ? `time: invalid duration ${quoted}` : `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
}
