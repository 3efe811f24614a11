import type { Backup, BackupTrouble } from '../domain/backup.ts'
import { inventoryOf, merged } from '../domain/inventory.ts'
import { firstPerson, ofPerson, personOf, type Person } from '../domain/person.ts'
import type { BackupFiles, World } from '../ports.ts'

/** Makes a file for another browser. That it was made is noted with `noteBackup`, once the citizen has it. */
export const makeBackup =
  ({ vault, now }: Pick<World, 'vault' | 'now'>, { write }: BackupFiles) =>
  async (passphrase: string): Promise<{ readonly file: Uint8Array<ArrayBuffer>; readonly madeAt: number }> => {
    const [people, activities, held, recovery] = [await vault.people(), await vault.activities(), await vault.credentials(), await vault.recovery()]
    const backup: Backup = { madeAt: now(), people, activities, inventory: inventoryOf(held, recovery) }
    return { file: await write(backup, passphrase), madeAt: backup.madeAt }
  }

/** What came of a file. */
export type Restored = { readonly is: 'restored'; readonly entries: number; readonly toCollect: number } | { readonly is: BackupTrouble }

/**
 * Takes over what a backup has and this wallet doesn't. What is here stays as it is, so restoring twice, or one backup in two
 * browsers, doubles nothing; cut off in the midst, it is simply done again.
 */
export const restoreBackup =
  ({ vault, newId }: Pick<World, 'vault' | 'newId'>, { read }: BackupFiles) =>
  async (file: Uint8Array<ArrayBuffer>, passphrase: string): Promise<Restored> => {
    const backup = await read(file, passphrase)
    if (typeof backup === 'string') return { is: backup }
    const here = await bringPeople({ vault, newId }, backup.people)
    const held = await vault.credentials()
    const present = new Set((await vault.activities()).map(({ id }) => id))
    const fresh = backup.activities.filter(({ id }) => !present.has(id))
    for (const activity of fresh) await vault.note(here(activity))
    await vault.amendRecovery((recovery) => merged(recovery, { ...backup, inventory: backup.inventory.map(here) }, held))
    return { is: 'restored', entries: fresh.length, toCollect: (await vault.recovery()).toCollect.length }
  }

/** Makes the people of a backup again where they aren't here; answers what turns its entries into those of the people here. */
async function bringPeople({ vault, newId }: Pick<World, 'vault' | 'newId'>, people: readonly Person[]): Promise<<One extends { readonly person?: string }>(one: One) => One> {
  const present = await vault.people()
  const own = present.find(({ id }) => id === firstPerson)
  const ids = new Map<string, string>()
  for (const { id, name } of people) {
    // Somebody's first person need not be the one here.
    const isOther = id === firstPerson && own !== undefined && own.name !== name
    const to = isOther ? (present.find((one) => one.name === name)?.id ?? newId()) : id
    ids.set(id, to)
    if (!present.some((one) => one.id === to)) await vault.notePerson({ id: to, name })
  }
  return (one) => {
    const to = ids.get(personOf(one))
    return to === undefined ? one : { ...one, ...(one.person === undefined ? ofPerson(to) : { person: to }) }
  }
}
