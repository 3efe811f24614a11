import { doesNotApply, type Invariant } from '../invariant.ts'

/** What is not built yet. */
export const restoreReopensNothing: Invariant = {
  id: 'INV-21',
  statement: 'Restoring a backup never opens a used offer, nonce or status index again.',
  checkedBy: 'nothing yet: what it compares is made by the restore drill',
  applies: 'with backup and restore',
  look: () => doesNotApply('there is no backup and restore yet'),
}
