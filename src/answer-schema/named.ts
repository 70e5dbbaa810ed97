/** Schemas as they are asked for: one answer each, whole in itself. */
import { answerSchemas } from './answers.js';
import { refsIn, type Schema } from './schema.js';

export interface NamedSchema {
  /** What `schema` takes. */
  readonly name: string;
  /** The command lines that answer so. */
  readonly says: string;
  /** Its name among the schemas of answers. */
  readonly answer: string;
}

/** The answer of a command has the command's name; what a command answers besides, one of its own. */
const ruled = 'what decide, correct, withdraw, join, identify, alias, split and declare answer';

export const namedSchemas: ReadonlyArray<NamedSchema> = [
  ['import', 'what import and append answer', 'Import'],
  ['holdings', 'what holdings answers', 'Holdings'],
  ['timeline', 'what timeline answers', 'Timeline'],
  ['transactions', 'what transactions answers', 'Transactions'],
  ['explain', 'what explain answers', 'Explain'],
  ['explain-difference', 'what explain --diff answers', 'ExplainDifference'],
  ['conflicts', 'what conflicts answers', 'Conflicts'],
  ['conflict', 'what conflict answers', 'ConflictDetail'],
  ['filing-answer', 'what filing answers', 'Filing'],
  ['rulings', 'what rulings answers', 'Rulings'],
  ['reconcile', 'what reconcile answers', 'Reconcile'],
  ['find', 'what find answers', 'Find'],
  ['insiders', 'what list insiders answers', 'Insiders'],
  ['issuers', 'what list issuers answers', 'Issuers'],
  ['positions', 'what positions answers of one day', 'Positions'],
  ['panel', 'what positions answers of several days', 'Panel'],
  ['holders', 'what holders answers', 'Holders'],
  ['flow', 'what flow --issuer answers', 'Flow'],
  ['market-flow', 'what flow answers without an issuer', 'FlowOfMarket'],
  ['changes', 'what changes answers', 'Changes'],
  ['filed', 'what filed answers', 'Filed'],
  ['short-swing', 'what short-swing answers', 'ShortSwing'],
  ['window', 'what window answers', 'Window'],
  ['plans', 'what plans answers', 'Plans'],
  ['timeliness', 'what timeliness answers', 'Timeliness'],
  ['delinquencies', 'what delinquencies answers', 'Delinquencies'],
  ['deadline', 'what deadline answers', 'Deadline'],
  ['calendar', 'what calendar answers', 'Calendar'],
  ['ruled', ruled, 'Ruled'],
  ['hold', 'what hold place and hold release answer', 'Hold'],
  ['holds', 'what hold list answers', 'Holds'],
  ['audit-pack', 'what audit-pack answers', 'AuditPack'],
  ['checkpoint', 'what checkpoint answers', 'Checkpoint'],
  ['checkpoint-key', 'what checkpoint --new-key answers', 'CheckpointKey'],
  ['checkpoint-timestamp', 'what checkpoint --tsr answers', 'CheckpointTimestamp'],
  ['prove', 'what prove answers', 'Proof'],
  ['verify', 'what verify answers', 'Verify'],
  ['status', 'what status answers', 'Status'],
  ['rebuild', 'what rebuild answers', 'Rebuild'],
  ['rebuild-insider', 'what rebuild --insider answers', 'RebuildInsider'],
  ['rebuild-verify', 'what rebuild --verify answers', 'RebuildVerify'],
  ['follow', 'what follow answers', 'Follow'],
  ['copy', 'what copy answers', 'Copy'],
  ['backup', 'what backup answers', 'Backup'],
].map(([name = '', says = '', answer = '']) => ({ name, says, answer }));

/** All that a schema points to, and what those point to. */
const needed = (schema: Schema, found: Set<string>): ReadonlySet<string> => {
  for (const name of refsIn(schema)) {
    const other = answerSchemas[name];
    if (other === undefined || found.has(name)) continue;
    found.add(name);
    needed(other, found);
  }
  return found;
};

/** JSON Schema, draft 2020-12, with all that it needs in it; null of an unknown name. */
export const schemaNamed = (name: string): Schema | null => {
  const named = namedSchemas.find((one) => one.name === name);
  const schema = named === undefined ? undefined : answerSchemas[named.answer];
  if (named === undefined || schema === undefined) return null;
  const names = [...needed(schema, new Set())].sort();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    description: `The JSON that ${named.says.replace(/^what /, '')}. Quantities and prices are text, never numbers; what is not known is null.`,
    ...schema,
    ...(names.length === 0
      ? {}
      : { $defs: Object.fromEntries(names.map((one) => [one, answerSchemas[one]])) }),
  };
};
