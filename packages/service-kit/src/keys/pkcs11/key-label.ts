import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CustodyKey } from '../key-keeper.ts'
import { isKeyRole } from '../key-role.ts'

type Labelled = Pick<CustodyKey, 'role' | 'authority' | 'createdAt' | 'retiredAt'>

/** What a token keeps of a key beside its id: only who is logged in can write it. */
export const labelOfKey = ({ role, authority, createdAt, retiredAt }: Labelled): string =>
  `counterfoil ${role} ${authority} made ${createdAt}${retiredAt === null ? '' : ` retired ${retiredAt}`}`

/** Reads a label; null when it is none of ours. */
export function parseKeyLabel(label: string): Labelled | null {
  const [, role, authority = '', createdAt, retiredAt] = /^counterfoil ([a-z-]+) ([a-z0-9-]+) made (\d+)(?: retired (\d+))?$/.exec(label) ?? []
  if (!isKeyRole(role)) return null
  return { role, authority, createdAt: epochSeconds(Number(createdAt)), retiredAt: retiredAt === undefined ? null : epochSeconds(Number(retiredAt)) }
}
