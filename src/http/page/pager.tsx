/** The parts of a long answer, each a page of its own. */
import type { VNode } from 'preact';

export const Pager = ({
  page,
  pages,
  at,
  name,
}: {
  page: number;
  pages: number;
  /** The address of a part. */
  at: (page: number) => string;
  /** What it goes through, for those who hear it. */
  name: string;
}): VNode | null =>
  pages === 1 ? null : (
    <nav class="pager" aria-label={name}>
      {page > 1 ? (
        <a rel="prev" href={at(page - 1)}>
          earlier
        </a>
      ) : null}
      <span>
        {page} of {pages}
      </span>
      {page < pages ? (
        <a rel="next" href={at(page + 1)}>
          later
        </a>
      ) : null}
    </nav>
  );
