// A script's commands, one a line; lines that belong together (here-documents, trailing backslashes) stay together.
export function commandLines(script: string): string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of script.split('\n')) {
    const last = lines.length - 1;
    if (open !== undefined || lines[last]?.endsWith('\\')) lines[last] += `\n${line}`;
    else if (line.trim() !== '') lines.push(line);
    if (open === undefined) open = /<<-?\s*['"]?(\w+)['"]?/.exec(line)?.[1];
    else if (line.trim() === open) open = undefined;
  }
  return lines;
}
