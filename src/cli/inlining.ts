/**
 * How much V8 takes in when it compiles a function that runs often. By default it copies up to 920
 * bytes of others' bytecode into each: folds are many functions of middling warmth, none of which
 * is run often enough to pay for that. With less, folding everybody once takes a fifth less of the
 * processor, and going on as long as one likes takes no more (docs/scale.md). It is the
 * process's own: a program that uses the library keeps its own.
 */
/** V8 complains of a flag that it does not know: asked only of those that were seen to know it. */
const versionsTried = { from: 20, to: 26 };

export const inlineLess = async (version = process.versions.node): Promise<void> => {
  const major = Number(version.split('.')[0]);
  if (major < versionsTried.from || major > versionsTried.to) return;
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
};
