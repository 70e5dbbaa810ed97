import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('asks V8 for nothing that the Node at hand does not know', async () => {
  const before = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(before.stdout).toContain('--max-inlined-bytecode-size-cumulative');
  const script = `import(${JSON.stringify(new URL('../../src/cli/inlining.ts', import.meta.url).href)})`;
  const asked = spawnSync(
    process.execPath,
    ['--import', 'tsx', '-e', `${script}.then((m) => m.inlineLess())`],
    { encoding: 'utf8' },
  );
  expect([asked.status, asked.stdout, asked.stderr]).toEqual([0, '', '']);
});
