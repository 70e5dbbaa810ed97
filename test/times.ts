/** Random tests try so many times as much with `TEST_TIMES`; a failure prints its seed. */
export const times = Number(process.env['TEST_TIMES'] ?? 1);

/** Settings of fast-check for a property tried so often, unless one asks for more. */
export const tried = (runs: number): { readonly numRuns: number } => ({ numRuns: runs * times });
