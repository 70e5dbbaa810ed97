/** What is wider than the page scrolls in a box of its own, which keys reach too. */
import type { ComponentChildren, VNode } from 'preact';

export const ScrollBox = ({
  name,
  children,
}: {
  name: string;
  children: ComponentChildren;
}): VNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
  <section class="scrolls" tabIndex={0} aria-label={name}>
    {children}
  </section>
);
