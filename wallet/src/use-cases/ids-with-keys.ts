import type { World } from '../ports.ts'

/** Every credential that needs its keys still: held, still to come, or deleted while that can be undone. */
export const idsWithKeys = async ({ vault }: Pick<World, 'vault'>): Promise<ReadonlySet<string>> => new Set([...(await vault.credentials()), ...(await vault.deleted()), ...(await vault.waiting())].map(({ id }) => id))
