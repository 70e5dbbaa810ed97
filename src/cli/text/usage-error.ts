/** Words on the command line that do not go together, or an answer that does not go with them. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
