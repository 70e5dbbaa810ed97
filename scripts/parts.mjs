// The command's modules in parts, each a script of its own: what one command needs is read without
// what others do. A part imports of those before it, and loads those after it by import() alone.
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const importKinds = new Set(['import-statement', 'require-call']);

/** As esbuild's metafile names it. */
const idOf = ({ path, namespace }) =>
  namespace === 'file' || namespace === undefined
    ? relative('.', path).replaceAll('\\', '/')
    : `${namespace}:${path}`;

const quoted = (id) => JSON.stringify(id);

/** Every module that may be loaded: what it imports, and what it loads later. */
const graphOf = async (options, begin) => {
  const { metafile } = await build({
    ...options,
    stdin: {
      contents: begin.map((id) => `import(${quoted(`./${id}`)});`).join(''),
      resolveDir: '.',
    },
    metafile: true,
    write: false,
  });
  const of = (imports, isMeant) =>
    imports.filter(({ external, kind }) => external !== true && isMeant(kind)).map((i) => i.path);
  return new Map(
    Object.entries(metafile.inputs)
      .filter(([id]) => id !== '<stdin>')
      .map(([id, { imports, format }]) => [
        id,
        {
          format,
          imports: of(imports, (kind) => importKinds.has(kind)),
          loads: of(imports, (kind) => kind === 'dynamic-import'),
        },
      ]),
  );
};

/** A module is of the first part that begins with it, or with what imports it. */
const homesOf = (graph, parts, everywhere) => {
  const homes = new Map();
  parts.forEach(({ begins }, part) => {
    const next = [...graph.keys()].filter((id) => begins.test(id));
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      if (homes.has(id) || everywhere.test(id)) continue;
      homes.set(id, part);
      next.push(...graph.get(id).imports);
    }
  });
  return homes;
};

/** What modules export; of CommonJS it is not known before it runs. */
const exportsOf = async (options, graph, ids) => {
  const { metafile } = await build({
    ...options,
    format: 'esm',
    splitting: true,
    entryPoints: Object.fromEntries(
      ids.filter((id) => graph.get(id).format === 'esm').map((id, i) => [`m${i}`, id]),
    ),
    outdir: 'out',
    metafile: true,
    write: false,
  });
  return new Map(
    Object.values(metafile.outputs).flatMap(({ entryPoint, exports }) =>
      entryPoint === undefined ? [] : [[entryPoint, exports]],
    ),
  );
};

/**
 * The text of each part, by its name. A part hands out `modules`: those that others import or load,
 * and those that processes begin with, each begun when it is asked for. What is `everywhere` has no
 * state and no identity: each part has of it what it uses.
 */
export const partsOf = async (options, { parts, beginnings, everywhere }) => {
  const graph = await graphOf(options, beginnings);
  const homes = homesOf(graph, parts, everywhere);
  const handedOut = parts.map((_, part) => beginnings.filter((id) => homes.get(id) === part));
  const across = new Set();
  for (const [id, { imports, loads }] of graph)
    for (const other of [...imports, ...loads])
      if (homes.has(id) && homes.has(other) && homes.get(other) !== homes.get(id))
        across.add(other);
  for (const id of across) handedOut[homes.get(id)].push(id);
  const names = await exportsOf(options, graph, [...across]);

  const asked = (id) => `part(${quoted(parts[homes.get(id)].name)}).modules[${quoted(id)}]()`;
  /** Bound once and for all. */
  const bound = (id) => {
    if (id.startsWith('dist/') && /^export let /m.test(readFileSync(id, 'utf8')))
      throw new Error(`${id} exports what may change: another part would not see it`);
    const own = names.get(id);
    if (own === undefined) return `module.exports = ${asked(id)};`;
    const constants = own.map((name, i) => `const e${i} = its[${quoted(name)}];`);
    const exported = own.map((name, i) => `e${i} as ${name}`);
    return `const its = ${asked(id)};${constants.join('')}export { ${exported.join(', ')} };`;
  };

  /** Where an import of a part leads: into itself, or to what another part hands out. */
  const leading = (part, { kind, importer }, id) => {
    const home = homes.get(id);
    if (home === part || home === undefined) return null;
    if (home > part && kind !== 'dynamic-import')
      throw new Error(`${importer} imports ${id}, which is of a later part`);
    return { path: id, namespace: 'elsewhere' };
  };

  const within = (part) => ({
    name: 'within',
    setup({ onResolve, onLoad, resolve: found }) {
      onResolve({ filter: /^handed-out:/ }, ({ path }) => {
        const [, namespace, own] = /^handed-out:(?:([\w-]+):)?(.*)$/.exec(path);
        return namespace === undefined ? { path: resolve(own) } : { path: own, namespace };
      });
      onResolve({ filter: /.*/ }, async ({ path, pluginData, ...from }) => {
        if (pluginData === 'own' || from.kind === 'entry-point') return undefined;
        const to = await found(path, { ...from, pluginData: 'own' });
        if (to.external || to.errors.length > 0) return undefined;
        const { path: own, namespace, sideEffects } = to;
        // Found by way of another plugin, which asked here.
        if (namespace === 'elsewhere') return { path: own, namespace };
        return leading(part, from, idOf(to)) ?? { path: own, namespace, sideEffects };
      });
      onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path: id }) => ({
        contents: homes.get(id) > part ? `module.exports = ${asked(id)};` : bound(id),
      }));
    },
  });

  return Promise.all(
    parts.map(async ({ name }, part) => {
      const entries = handedOut[part].map(
        (id) => `${quoted(id)}: () => require(${quoted(`handed-out:${id}`)})`,
      );
      const { outputFiles } = await build({
        ...options,
        stdin: { contents: `export const modules = { ${entries.join(', ')} };`, resolveDir: '.' },
        plugins: [within(part), ...options.plugins],
        write: false,
      });
      const begun = beginnings.filter((id) => homes.get(id) === part);
      return { name, text: outputFiles[0].text, begun };
    }),
  );
};
