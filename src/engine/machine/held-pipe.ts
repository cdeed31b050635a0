// A pipe whose ends are held by processes: it ends when the last writer has gone and breaks when the last reader has.
import { Pipe } from '../sim/stream.ts';

export class HeldPipe extends Pipe {
  private writers = 0;
  private readers = 0;

  holdWriter(): void {
    this.writers++;
  }

  dropWriter(): void {
    if (--this.writers === 0) this.end();
  }

  holdReader(): void {
    this.readers++;
  }

  dropReader(): void {
    if (--this.readers === 0) this.cancel();
  }
}
