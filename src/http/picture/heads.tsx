/** The heads of a table's columns; those of figures stand to the right, as the figures do. */
import type { VNode } from 'preact';

export type Head = string | { readonly figures: string };

export const Heads = ({ of }: { of: ReadonlyArray<Head> }): VNode => (
  <thead>
    <tr>
      {of.map((head) =>
        typeof head === 'string' ? (
          <th key={head} scope="col">
            {head}
          </th>
        ) : (
          <th key={head.figures} scope="col" class="number">
            {head.figures}
          </th>
        ),
      )}
    </tr>
  </thead>
);
