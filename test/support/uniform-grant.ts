import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WantedCredential } from '@counterfoil/shared/form-profile/form-profile'
import { root } from './source-files.ts'

interface FormFile {
  readonly credential: WantedCredential
  readonly claims: readonly { readonly id: string; readonly need: string }[]
  readonly further: readonly { readonly credential: WantedCredential; readonly claims: readonly { readonly id: string; readonly need: string }[] }[]
  readonly choices: readonly object[]
  readonly fields: readonly { readonly name: string; readonly from: string }[]
}

/** A form that a lower Council Tax or free school meals entitle to: one of them, or one for each of up to three children. As its file has it. */
export const uniformGrant = JSON.parse(readFileSync(join(root, 'packages/shared/forms/school-uniform-grant.json'), 'utf8')) as FormFile
