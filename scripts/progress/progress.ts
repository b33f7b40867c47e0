/** How far a command is, for who waits: bars on a terminal, else a line each ten seconds. */
export interface Progress {
  /** Work begins of which it is known how much there is to do. @param name of it, in lines and before its bar */
  begin(name: string): Work;
  /** A line that stays. */
  say(line: string): void;
  /** All bars go. What is said afterwards is still shown. May be called twice. */
  close(): void;
}

export interface Work {
  /** @param part that is done, 0 to 1 @param text the same in words: `34 of 60 s` */
  at(part: number, text: string): void;
  /** Its bar goes. @param result a line that stays, after its name */
  end(result?: string): void;
}
