import type { Invariant } from '../invariant.ts'
import type { KnownNetwork } from '../reading/network-file.ts'
import { askAll, lookInto } from '../sight.ts'

/** Without any one of these a presentation may not count as answered. */
export const requiredChecks = ['structure', 'type', 'holder binding', 'issuer key', 'issuer signature', 'holder signature', 'validity', 'accreditation', 'status', 'query'] as const
const requiredFacts = ['issuer_kid', 'vct', 'issuer_key_at'] as const
/** Of the network's issuers: one beyond it is trusted by the operator's list, which has no age, and for a type that may have no status. */
const factsOfNetwork = ['accreditation_at', 'status_at', 'status_list_uri', 'status_list_issued_at'] as const

/** Whose key it was is told by its name; where the network isn't known, everybody is taken for its own. */
function ofNetwork(network: KnownNetwork | null): { readonly sql: string; readonly values: readonly string[] } {
  const dids = network?.authorities.map(({ did }) => did) ?? []
  return dids.length === 0 ? { sql: '', values: [] } : { sql: ` AND (${dids.map(() => "issuer_kid LIKE ? || '#%'").join(' OR ')})`, values: dids }
}

export const validMeansChecked: Invariant = {
  id: 'INV-15',
  statement: 'The verifier never says "valid" when a check could not be run.',
  checkedBy: 'each record of an answer names all ten checks as passed (or the two of the holder, both, as not asked for), and the age of every fact that they rest on (those of accreditation and status where the issuer is of the network); no other record is without its refusal',
  applies: 'now',
  look: ({ verifier, deployment: { network } }) =>
    lookInto(verifier, 'verifier', async (tables) =>
      askAll(tables, `${await tables.count("SELECT count(*) FROM check_records WHERE outcome = 'answered'")} answers`, [
        ...requiredChecks.map((check) => ({
          words: (id: string) => `presentation ${id} was answered without the check "${check}"`,
          sql: `SELECT transaction_id FROM check_records WHERE outcome = 'answered' AND instr(',' || checks || ',', ?) = 0 AND instr(',' || checks || ',', ?) = 0`,
          values: [`,${check},`, check.startsWith('holder') ? `,~${check},` : `,${check},`],
        })),
        // A form asks for both or for neither, and then says so in the Purpose Register.
        { words: (id) => `presentation ${id} was answered with half a proof of whose it is`, sql: "SELECT transaction_id FROM check_records WHERE outcome = 'answered' AND (instr(',' || checks || ',', ',~holder binding,') > 0) <> (instr(',' || checks || ',', ',~holder signature,') > 0)" },
        { words: (id) => `presentation ${id} was answered although a check failed`, sql: "SELECT transaction_id FROM check_records WHERE outcome = 'answered' AND (instr(checks, '!') > 0 OR refusal IS NOT NULL)" },
        // Whoever shared may have it erased.
        { words: (id) => `presentation ${id} was answered without presentation_digest`, sql: "SELECT transaction_id FROM check_records WHERE outcome = 'answered' AND presentation_digest IS NULL AND transaction_id NOT IN (SELECT transaction_id FROM erasures)" },
        { words: (id) => `presentation ${id} was erased, and what it can be known by stands`, sql: 'SELECT transaction_id FROM check_records JOIN erasures USING (transaction_id) WHERE presentation_digest IS NOT NULL OR statement IS NOT NULL' },
        ...requiredFacts.map((fact) => ({
          words: (id: string) => `presentation ${id} was answered without ${fact}`,
          sql: `SELECT transaction_id FROM check_records WHERE outcome = 'answered' AND ${fact} IS NULL`,
        })),
        ...factsOfNetwork.map((fact) => ({
          words: (id: string) => `presentation ${id} was answered without ${fact}`,
          sql: `SELECT transaction_id FROM check_records WHERE outcome = 'answered' AND ${fact} IS NULL${ofNetwork(network).sql}`,
          values: ofNetwork(network).values,
        })),
        { words: (id) => `presentation ${id} ended without an answer or a refusal`, sql: "SELECT transaction_id FROM check_records WHERE outcome <> 'answered' AND refusal IS NULL" },
      ]),
    ),
}
