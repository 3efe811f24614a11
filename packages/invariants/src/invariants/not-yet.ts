import { doesNotApply, notSeen, type Invariant } from '../invariant.ts'
import { lookInto } from '../sight.ts'

/** What is not built yet. As soon as the database shows that it is, the look says that it can't see it, instead of nothing. */
export const revokedHasNoHeir: Invariant = {
  id: 'INV-06',
  statement: 'A revocation wins over a renewal at the same time: no valid credential descends from a revoked one.',
  checkedBy: 'nothing yet',
  applies: 'with renewal: a counterfoil has no parent yet',
  look: ({ issuer }) =>
    lookInto(issuer, 'issuer', async (tables) => {
      const parent = (await tables.columns('counterfoils')).find((column) => /parent|renew|replac|predecessor/.test(column))
      return parent === undefined ? doesNotApply('there is no renewal yet') : notSeen(`this checker does not know the column ${parent} of counterfoils`)
    }),
}

export const restoreReopensNothing: Invariant = {
  id: 'INV-21',
  statement: 'Restoring a backup never opens a used offer, nonce or status index again.',
  checkedBy: 'nothing yet: what it compares is made by the restore drill',
  applies: 'with backup and restore',
  look: () => doesNotApply('there is no backup and restore yet'),
}
