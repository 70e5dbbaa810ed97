/**
 * The files as a power cut may leave them. What was written before the last completed sync of a
 * file is there. Of what was written after it each write is there, missing, or there in some of
 * its sectors; the size is any of those it had. Names that were made, removed or replaced after
 * the last sync of their folder are as before or as after, each on its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SystemCall } from './system-calls.js';

const sector = 512;

type Change = Extract<SystemCall, { readonly call: 'write' | 'truncate' }>;
type Naming =
  | { readonly set: string; readonly to: Content | 'folder'; readonly instead?: string }
  | { readonly drop: string };

/** What a name leads to; it outlives the name. */
class Content {
  bytes: Buffer = Buffer.alloc(0);
  pending: Array<Change> = [];

  static put(bytes: Buffer, { at, bytes: written }: { at: number; bytes: Buffer }): Buffer {
    const size = at + written.length;
    const room =
      size <= bytes.length ? bytes : Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
    written.copy(room, at);
    return room;
  }

  static resize(bytes: Buffer, size: number): Buffer {
    return size <= bytes.length
      ? Buffer.from(bytes.subarray(0, size))
      : Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
  }

  /** What had been written when the sync began is on the disk when it is done. */
  sync(began: number): void {
    const done = this.pending.filter(({ until }) => until < began);
    this.pending = this.pending.filter(({ until }) => until >= began);
    for (const change of done)
      this.bytes =
        change.call === 'write'
          ? Content.put(this.bytes, change)
          : Content.resize(this.bytes, change.size);
  }

  /** How it may be found after the cut. */
  left(random: () => number, mode: Mode): Buffer {
    let bytes: Buffer = Buffer.from(this.bytes);
    for (const change of this.pending) {
      const dice = mode === 'nothing' ? 1 : mode === 'all' ? 0 : random();
      if (change.call === 'truncate') {
        if (dice < 0.5) bytes = Content.resize(bytes, change.size);
      } else if (dice < 0.45) bytes = Content.put(bytes, change);
      else if (dice < 0.75) {
        for (let at = change.at; at < change.at + change.bytes.length; ) {
          const end = Math.min(
            (Math.floor(at / sector) + 1) * sector,
            change.at + change.bytes.length,
          );
          const part = change.bytes.subarray(at - change.at, end - change.at);
          if (random() < 0.5) bytes = Content.put(bytes, { at, bytes: part });
          at = end;
        }
      } else if (dice < 0.85)
        // The size alone was on the disk already.
        bytes = Content.resize(bytes, Math.max(bytes.length, change.at + change.bytes.length));
    }
    return bytes;
  }
}

/** Of what was not synced: each on its own, or all or nothing of it. */
export type Mode = 'some' | 'all' | 'nothing';

export interface Remains {
  /** What the process had printed. */
  readonly printed: string;
  /** Which files were written after they were last synced. */
  readonly unsynced: ReadonlyArray<string>;
  /** Writes them below `into`, as they were below `folder`. */
  write(folder: string, into: string, random: () => number, mode: Mode): void;
}

interface Named {
  readonly naming: Naming;
  readonly until: number;
}

const folderOf = (naming: Naming): string => dirname('drop' in naming ? naming.drop : naming.set);

/** The files as a process sees them and as the disk has them, call after call. */
class Disk {
  printed = '';
  readonly seen = new Map<string, Content>();
  readonly #kept = new Map<string, Content | 'folder'>();
  #named: ReadonlyArray<Named> = [];

  #at(path: string): Content {
    const content = this.seen.get(path);
    if (content === undefined) throw new Error(`${path} is used and was never made`);
    return content;
  }

  #name(naming: Naming, until: number): void {
    this.#named = [...this.#named, { naming, until }];
  }

  #keep(naming: Naming): void {
    if ('drop' in naming) this.#kept.delete(naming.drop);
    else {
      if (naming.instead !== undefined) this.#kept.delete(naming.instead);
      this.#kept.set(naming.set, naming.to);
    }
  }

  take(call: SystemCall): void {
    if (call.call === 'print') this.printed += call.text;
    else if (call.call === 'write' || call.call === 'truncate')
      this.#at(call.path).pending.push(call);
    else if (call.call === 'make-folder') this.#name({ set: call.path, to: 'folder' }, call.until);
    else if (call.call === 'make') {
      const content = new Content();
      this.seen.set(call.path, content);
      this.#name({ set: call.path, to: content }, call.until);
    } else if (call.call === 'remove') {
      this.seen.delete(call.path);
      this.#name({ drop: call.path }, call.until);
    } else if (call.call === 'rename') {
      const content = this.#at(call.path);
      this.seen.delete(call.path);
      this.seen.set(call.to, content);
      this.#name({ set: call.to, to: content, instead: call.path }, call.until);
    } else this.#sync(call.path, call.from);
  }

  /** What was done when the sync began is on the disk. */
  #sync(path: string, began: number): void {
    const content = this.seen.get(path);
    if (content !== undefined) {
      content.sync(began);
      return;
    }
    const isDone = ({ naming, until }: Named): boolean =>
      until < began && folderOf(naming) === path;
    for (const one of this.#named) if (isDone(one)) this.#keep(one.naming);
    this.#named = this.#named.filter((one) => !isDone(one));
  }

  /** Once; what is drawn stays. */
  write(folder: string, into: string, random: () => number, mode: Mode): void {
    for (const { naming } of this.#named)
      if (mode === 'all' || (mode === 'some' && random() < 0.5)) this.#keep(naming);
    const folders = new Set([folder]);
    for (const [path, content] of this.#kept)
      if (content === 'folder' && folders.has(dirname(path))) folders.add(path);
    for (const path of folders)
      mkdirSync(join(into, path.slice(folder.length)), { recursive: true });
    for (const [path, content] of this.#kept)
      if (content !== 'folder' && folders.has(dirname(path)))
        writeFileSync(join(into, path.slice(folder.length)), content.left(random, mode));
  }
}

/** @param withoutSyncs as a disk leaves them that forgets what it was told to sync */
export const remainsAt = (
  calls: ReadonlyArray<SystemCall>,
  cut: number,
  withoutSyncs: boolean,
): Remains => {
  const disk = new Disk();
  for (const call of calls) {
    if (call.from >= cut) break;
    if (call.call !== 'sync' || (call.until < cut && !withoutSyncs)) disk.take(call);
  }
  return {
    printed: disk.printed,
    unsynced: [...disk.seen].flatMap(([path, { pending }]) => (pending.length > 0 ? [path] : [])),
    write: (folder, into, random, mode) => disk.write(folder, into, random, mode),
  };
};
