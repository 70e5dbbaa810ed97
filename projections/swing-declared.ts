/** What operators declared that bears on Section 16(b), as seen from a view. */
import type { IssuerId } from '../src/event/identity.js';
import type { InsiderView } from './insider.js';
import { type Declared, nothingDeclared } from './short-swing/declared.js';

export const declaredIn = (_view: InsiderView, _issuerId: IssuerId): Declared => nothingDeclared;
