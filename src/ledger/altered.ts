/** For the guided tour, which shows that an altered file is found. */
export { alterData } from '../store/sqlite/altered.js';
