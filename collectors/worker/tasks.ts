/** What is under way. */
export interface Tasks {
  /** Follows a task: `close` waits for it, and a rejection is told, without any other effect. */
  follow(task: Promise<void>): void;
  isClosing(): boolean;
  /** From now on nothing new is to be begun. Resolves when all is done. */
  close(): Promise<void>;
}

export function createTasks(onFailure: (error: unknown) => void): Tasks {
  const running = new Set<Promise<void>>();
  let isClosing = false;
  return {
    follow(task) {
      const followed = task.catch(onFailure).finally(() => running.delete(followed));
      running.add(followed);
    },
    isClosing: () => isClosing,
    async close() {
      isClosing = true;
      while (running.size > 0) await Promise.all(running);
    },
  };
}
