import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StaffMember } from '@counterfoil/issuer/domain/staff-member'
import type { BulkDelivery } from '@counterfoil/issuer/domain/bulk/bulk-delivery'
import type { BulkJobId } from '@counterfoil/issuer/domain/bulk/bulk-job'
import type { Issuer } from '@counterfoil/issuer/assemble'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { sameOrigin, type Desk } from '../staff-desk.ts'

export const maker: StaffMember = { subject: 'maker', name: 'Mel Maker', authority: 'aldermoor', roles: ['caseworker'] }
export const checker: StaffMember = { subject: 'checker', name: 'Chris Checker', authority: 'aldermoor', roles: ['approver'] }
/** What a session of the maker's would have as its secret. */
export const makersSession = 'the secret of a session of the maker'

const recordHeading = 'council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since,email'
export const referenceOf = (number: number): string => `BK-${String(number).padStart(6, '0')}`

/** A council's record of so many people. */
export const recordsOf = (many: number): string => `${[recordHeading, ...Array.from({ length: many }, (_, place) => `${referenceOf(place)},Given${place},Family${place},1970-01-01,1 Any Street,,Aldermoor,AL1 2BC,100012345678,2009-09-01,person${place}@example.net`)].join('\n')}\n`
export const writeRecords = (folder: string, many: number): void => writeFileSync(join(folder, 'aldermoor.csv'), recordsOf(many))

export const fileOf = (rows: readonly string[], heading = 'reference,type,language'): AsyncIterable<Uint8Array> =>
  (async function* () {
    yield Buffer.from(`${[heading, ...rows].join('\n')}\n`)
  })()

export const rowsFor = (many: number): readonly string[] => Array.from({ length: many }, (_, place) => `${referenceOf(place)},residency,${place % 3 === 0 ? 'cy' : ''}`)

/** Everything up to a run: a dry run, and somebody else who approves it. */
export async function approvedJob({ bulk, approvals }: Pick<Issuer, 'bulk' | 'approvals'>, authority: Authority, rows: readonly string[], delivery: BulkDelivery = 'files'): Promise<BulkJobId> {
  const prepared = await bulk.prepare.fromFile({ authority, by: `staff:${maker.subject}`, errorSecret: makersSession, delivery }, fileOf(rows))
  if ('fault' in prepared) throw new Error(prepared.fault)
  await bulk.staff.ask(authority, prepared.id, maker)
  await approve({ approvals }, prepared.id)
  return prepared.id
}

export async function approve({ approvals }: Pick<Issuer, 'approvals'>, job: BulkJobId): Promise<void> {
  const asked = await approvals.of('aldermoor', 'bulk-issue', job)
  if (asked === null) throw new Error('nobody asked')
  const { outcome } = await approvals.decide(checker, asked.id, { decision: 'approve', reason: 'checked', contentHash: asked.contentHash })
  if (outcome !== 'decided') throw new Error(outcome)
}

/** Between the parts of a form. */
export const boundary = 'a-boundary'
export const partOf = (disposition: string, content: string | Buffer): Buffer => Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
export const fileNamed = (name: string): string => `name="file"; filename="${name}"`
export const formOf = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])

/** A form with a file, as a browser sends it. */
export const multipartPost = ({ cookie }: Pick<Desk, 'cookie'>, payload: Buffer, headers: Readonly<Record<string, string>> = {}) =>
  ({ method: 'POST', url: '/staff/bulk/new', payload, headers: { ...sameOrigin, 'content-type': `multipart/form-data; boundary=${boundary}`, cookie, ...headers } }) as const

/** The form of the upload page, filled in. */
export const csvForm = (by: Pick<Desk, 'cookie' | 'csrf'>, fields: readonly (readonly [string, string])[], content: string) =>
  multipartPost(by, formOf(...[['csrf', by.csrf] as const, ...fields].map(([name, value]) => partOf(`name="${name}"`, value)), partOf(fileNamed('people.csv'), content)))
