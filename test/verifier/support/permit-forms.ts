import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formFormats } from '@counterfoil/shared/form-profile/form-format'
import type { RequestProfileId } from '@counterfoil/shared/form-profile/request-profile'
import { root } from '../../support/source-files.ts'

/** Of a council's record, enough for the form of the parking permit. */
export const permitFields = { given_name: 'Ada', family_name: 'Sampleby', birth_date: '1970-01-01', address_line_1: '1 Unreal Road', post_town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000001', resident_since: '2001-04-01' }

/** Those of them that must be found nowhere afterwards. */
export const secretFields = (['uprn', 'address_line_1'] as const).map((name) => ({ name, value: permitFields[name] }))

/** What that form asks of an mdoc. */
export const permitElements = { docType: 'org.counterfoil.residency.1', namespace: 'org.counterfoil.residency.1', elements: ['given_name', 'family_name', 'address_line_1', 'post_town', 'postcode', 'uprn'] }

/** The id of the form that asks for a format by a request profile. */
export const permitIn = (format: string, profile: RequestProfileId = 'open'): string => `permit-${format.replaceAll(/[^a-z]/g, '-')}-${profile}`

/** A folder with the form of the parking permit once for each format and request profile. */
export function permitsInEachFormat(folder: string, profiles: readonly RequestProfileId[] = ['open']): string {
  const to = join(folder, 'forms')
  mkdirSync(to)
  const form = JSON.parse(readFileSync(`${root}/packages/shared/forms/resident-parking-permit.json`, 'utf8')) as { credential: object }
  for (const format of formFormats)
    for (const requestProfile of profiles) {
      const id = permitIn(format, requestProfile)
      writeFileSync(join(to, `${id}.json`), JSON.stringify({ ...form, id, requestProfile, credential: { ...form.credential, format } }))
    }
  return to
}
