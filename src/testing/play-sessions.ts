// npm run sessions -- [TOPIC…]: replays transcripts and prints what differs, then a line a topic and the total.
import { playTranscript, transcripts } from './sessions.ts';

const args = process.argv.slice(2);
const quiet = args.includes('--quiet');
const topics = args.filter((arg) => !arg.startsWith('--'));
const files = topics.length > 0 ? topics.flatMap((topic) => (topic.endsWith('.transcript') ? [topic] : transcripts(topic))) : transcripts();
const tally = new Map<string, { passed: number; failed: number }>();

for (const file of files) {
  const topic = file.split('/')[0] as string;
  const count = tally.get(topic) ?? { passed: 0, failed: 0 };
  tally.set(topic, count);
  try {
    const outcome = playTranscript(file);
    for (const problem of outcome.problems) if (!quiet) console.log(`== ${file}\nPROBLEM ${problem}`);
    for (const { step, passed, expected, actual } of outcome.steps) {
      if (passed) count.passed++;
      else count.failed++;
      if (!passed && !quiet) console.log(`== ${file}\nFAIL $ ${step.command}\n--- expected\n${expected}\n--- actual\n${actual}\n`);
    }
  } catch (error) {
    console.log(`== ${file}\nCRASH ${(error as Error).stack}`);
  }
}
for (const [topic, { passed, failed }] of tally) console.log(`${topic.padEnd(14)} ${passed} of ${passed + failed}`);
const total = [...tally.values()].reduce((sum, t) => ({ passed: sum.passed + t.passed, failed: sum.failed + t.failed }), { passed: 0, failed: 0 });
console.log(`${total.passed} passed, ${total.failed} failed`);
