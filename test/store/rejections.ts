/** Promise rejections that nobody handled, taken from the test runner while `work` runs. */
export const unhandledRejectionsDuring = async (
  work: () => Promise<void>,
): Promise<ReadonlyArray<unknown>> => {
  const events = ['unhandledRejection', 'uncaughtException'] as const;
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  const seen: unknown[] = [];
  const note = (reason: unknown): void => {
    seen.push(reason);
  };
  for (const event of events) {
    process.removeAllListeners(event);
    process.on(event, note);
  }
  try {
    await work();
    // Rejections are reported when the microtasks of a turn are done.
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    events.forEach((event, index) => {
      process.removeAllListeners(event);
      for (const listener of before[index] ?? []) process.on(event, listener);
    });
  }
  return seen;
};
