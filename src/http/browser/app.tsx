/** What the browser adds to pages that are whole without it. */
import { hydrate } from 'preact';
import type { FaceState } from '../picture/face.js';
import { unpack } from '../picture/packed.js';
import { copyLinks } from './copy-link.js';
import { listenToKeys } from './key.js';
import { MovingFace } from './moving-face.js';
import { listenToNews } from './news.js';

for (const box of document.querySelectorAll<HTMLElement>('[data-face]')) {
  const { face, state, width } = box.dataset;
  if (face === undefined || state === undefined) continue;
  hydrate(
    <MovingFace kind={face} state={unpack(state) as FaceState} width={Number(width)} box={box} />,
    box,
  );
}
copyLinks();
listenToKeys();
listenToNews();
