/** Remembers what was made of a text, for so many texts; then it begins again. */
export const remembering = <A>(
  textsMax: number,
  make: (text: string) => A,
): ((text: string) => A) => {
  const made = new Map<string, A>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const value = make(text);
    if (made.size >= textsMax) made.clear();
    made.set(text, value);
    return value;
  };
};
