import type { Report } from './check.ts'
import type { Invariant, Look } from './invariant.ts'

const words = { holds: 'holds', broken: 'BROKEN', 'does not apply': 'does not apply', 'not seen': 'not looked at' } as const satisfies Record<Look['state'], string>
const mostShown = 3

export const isBroken = (report: Report): boolean => report.some(({ look }) => look.state === 'broken')

/** What a look came to in one sentence. */
export function explain(look: Look): string {
  if (look.state === 'holds') return look.looked
  if (look.state !== 'broken') return look.reason
  const more = look.findings.length - mostShown
  return `${look.findings.slice(0, mostShown).join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

/** The report as a table for people, and its sum. */
export function table(report: Report): string {
  const lines = report.map(({ invariant, look }) => `${invariant.id}  ${words[look.state].padEnd(14)}  ${look.state === 'broken' ? `${invariant.statement} ` : ''}${explain(look)}`)
  const count = (state: Look['state']): number => report.filter(({ look }) => look.state === state).length
  const sum = `${count('holds')} hold, ${count('broken')} broken, ${count('not seen')} could not be looked at, ${count('does not apply')} do not apply`
  return `${lines.join('\n')}\n\n${sum}`
}

/** The page of the documents that tells of every invariant. */
export function describe(invariants: readonly Invariant[]): string {
  const rows = invariants.map(({ id, statement, checkedBy, applies }) => `| ${id} | ${statement} | ${checkedBy} | ${applies} |`)
  return `# Invariants

What is true of every deployment at every moment. \`pnpm invariants -- --data .data\` looks from outside: it opens the services' database files for reading,
fetches the published status lists, asks the ledger, reads the logs, and judges with its own SQL and its own decoding, so that a fault of the services is not repeated
in the checker. It says *holds*, *broken*, *does not apply*, or *not looked at*, which is never counted as good news, and ends with code 1 when one is broken. The same
look follows every integration test and every journey in the browser; what it can find is shown by breaking each invariant on a copy of a real database.

| id | invariant | checked by | applies |
| --- | --- | --- | --- |
${rows.join('\n')}

Made from \`packages/invariants\` by \`node packages/invariants/src/main.ts --describe\`.
`
}
