import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requestProfileIds } from '@counterfoil/shared/form-profile/request-profile'
import { root } from '../../support/source-files.ts'

/** The id of the form that asks by a request profile. */
export const formAskingAs = (profile: string): string => `badge-${profile}`

export const transactionType = 'https://forms.example/transactions/fee/1'

/** A folder with the renewal of a Blue Badge once for each request profile. */
export function formsOfEveryProfile(folder: string): string {
  const formsDir = join(folder, 'forms')
  mkdirSync(formsDir)
  const form = JSON.parse(readFileSync(`${root}/packages/shared/forms/blue-badge-renewal.json`, 'utf8')) as object
  for (const requestProfile of requestProfileIds) writeFileSync(join(formsDir, `${requestProfile}.json`), JSON.stringify({ ...form, id: formAskingAs(requestProfile), requestProfile, transactionTypes: [transactionType] }))
  return formsDir
}
