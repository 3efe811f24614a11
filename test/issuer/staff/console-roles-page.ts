import type { ServedRoute } from '@counterfoil/service-kit/http/served-routes'
import { staffRoles, type StaffRole } from '@counterfoil/issuer/domain/staff-member'
import { permissions, rolesWith, type Permission } from '@counterfoil/issuer/domain/staff-permission'

/** In and out: whoever is not signed in may ask these, too. */
export const theDoor: ReadonlySet<string> = new Set(['GET /staff', 'GET /staff/sign-in', 'GET /staff/signed-in', 'POST /staff/sign-out', 'GET /staff/signed-out', 'POST /staff/back-channel-logout'])

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly permission: Permission | undefined
  readonly stepUp: boolean
}

export const nameOf = ({ method, url }: Pick<ConsoleRoute, 'method' | 'url'>): string => `${method} ${url}`

/** Every route of the console but the door, as the service tells it. */
export const consoleRoutes = (served: readonly ServedRoute[]): readonly ConsoleRoute[] =>
  served
    .filter(({ method, url }) => /^\/staff(\/|$)/.test(url) && method !== 'OPTIONS' && !theDoor.has(`${method} ${url}`))
    .map(({ method, url, config }) => ({ method: method as 'GET' | 'POST', url, permission: config().permission, stepUp: config().stepUp === true }))
    .toSorted((one, other) => (one.url === other.url ? one.method.localeCompare(other.method) : one.url < other.url ? -1 : 1))

const mark = (roles: readonly StaffRole[]): string => staffRoles.map((role) => (roles.includes(role) ? 'yes' : '')).join(' | ')
const heads = (first: string): string => `| ${first} | ${staffRoles.join(' | ')} |\n| --- |${' --- |'.repeat(staffRoles.length)}`

/** docs/console-roles.md, as the service tells it. */
export const consoleRolesPage = (routes: readonly ConsoleRoute[]): string => `# Who may do what in the console

Roles are given by the council's own sign-in ([how](issuer.md#staff)); somebody can have several. What is refused is a page with 403 that says who may and whom to ask; who isn't signed in gets 401 and the door. Each authority's staff see
their own authority alone: an id of another's is not found, whatever the role. Every route is tried with every role by [a test](../test/issuer/staff/role-matrix.integration.test.ts), and one that names no permission keeps the service from starting.

Made from the service by \`npm run generate\`.

## Permissions

${heads('permission')}
${permissions.map((permission) => `| \`${permission}\` | ${mark(rolesWith(permission))} |`).join('\n')}

## Routes

*Step-up*: who hasn't proved within five minutes, in this very session, that it is them, is asked for a passkey or a new sign-in first ([why](decisions/0058-staff-prove-anew-that-it-is-them.md)).

| route | permission | step-up | ${staffRoles.join(' | ')} |
| --- | --- | --- |${' --- |'.repeat(staffRoles.length)}
${routes.map((route) => `| \`${nameOf(route)}\` | ${route.permission === undefined ? '**none**' : `\`${route.permission}\``} | ${route.stepUp ? 'yes' : ''} | ${mark(route.permission === undefined ? [] : rolesWith(route.permission))} |`).join('\n')}
`
