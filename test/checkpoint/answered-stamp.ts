/** An authority's answer written by hand: what RFC 3161 wraps around a time, signed by nobody. */
import { derOf, tags } from '../../src/event/der.js';

const oid = (hex: string): Buffer => derOf(tags.oid, Buffer.from(hex, 'hex'));
const sha256 = oid('608648016503040201');
const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const small = (value: number): Buffer => derOf(tags.integer, Uint8Array.of(value));

export interface Stamp {
  readonly digest: Uint8Array;
  readonly status?: number;
  readonly time?: string;
  readonly algorithm?: Buffer;
}

export const timeInfo = ({ digest, time = '20260102030405Z', algorithm = sha256 }: Stamp): Buffer =>
  derOf(
    tags.sequence,
    small(1),
    oid('2a030401'),
    derOf(
      tags.sequence,
      derOf(tags.sequence, algorithm, derOf(tags.null)),
      derOf(tags.octets, digest),
    ),
    derOf(tags.integer, Buffer.from('1234abcd', 'hex')),
    derOf(tags.time, text(time)),
  );

export const answered = (stamp: Stamp): Buffer =>
  derOf(
    tags.sequence,
    derOf(tags.sequence, small(stamp.status ?? 0)),
    derOf(
      tags.sequence,
      oid('2a864886f70d010702'),
      derOf(
        tags.explicit0,
        derOf(
          tags.sequence,
          small(3),
          derOf(tags.set, derOf(tags.sequence, sha256)),
          derOf(
            tags.sequence,
            oid('2a864886f70d0109100104'),
            derOf(tags.explicit0, derOf(tags.octets, timeInfo(stamp))),
          ),
          derOf(tags.set),
        ),
      ),
    ),
  );
