/** The end of a stream, as its row says. */
import type { Connection } from './connection.js';

export interface Head {
  readonly sid: number;
  readonly revision: number;
}

export function findHead(db: Connection): (stream: string) => Head | undefined {
  const sql = db.prepare('SELECT sid, head AS revision FROM streams WHERE name = ?');
  return (stream) => sql.get(stream) as Head | undefined;
}
