/** The secret of a key as it is written down, which no message may show. */
/** Of `PRIVATE+KEY+name+id+key` the key, which may have a plus of its own. */
export const keyIn = (secret: string): string => secret.split('+').slice(4).join('+');
