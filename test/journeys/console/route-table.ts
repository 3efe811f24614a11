import type { StaffRole } from '@counterfoil/issuer/domain/staff-member'
import { may, type Permission } from '@counterfoil/issuer/domain/staff-permission'
import { textOf } from '../../support/source-files.ts'

/** A page of the console, and what is needed to open it: as docs/console-roles.md says, which is made from the service. */
export interface ConsolePage {
  readonly url: string
  readonly permission: Permission
}

const line = /^\| `GET (\/\S+)` \| `([a-z-]+)` \|/gm
/** What is saved as a file, asked for by a script, or leads out to the sign-in. */
const isNoPage = /\.(?:csv|css|svg)$|\/(?:export|log|signature|evidence|progress|session|sign-in)$/

export const consolePages: readonly ConsolePage[] = [...textOf('docs/console-roles.md').matchAll(line)].map(([, url = '', permission]) => ({ url, permission: permission as Permission })).filter(({ url }) => !isNoPage.test(url))

export const pagesOf = (role: StaffRole): readonly ConsolePage[] => consolePages.filter(({ permission }) => may({ roles: [role] }, permission))
