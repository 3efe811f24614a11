import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { FormProfileError, parseFormProfile } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { readVersions } from './form-versions.ts'
import { digestOf, prepareForm, type PrepareOptions } from './prepare-form.ts'
import type { Forms, PreparedForm } from '../ports.ts'

const wrong = (where: string, problems: readonly string[]): ConfigurationError =>
  new ConfigurationError(`The form profile ${where} can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)

export interface FormsOptions extends PrepareOptions {
  readonly folder: string
  readonly authorities: readonly string[]
}

/** Every file is read before anything is said, so that whoever mends them mends them once. */
function everyProfile<Read>(files: readonly string[], read: (file: string) => Read): Read[] {
  const problems: string[] = []
  const profiles = files.flatMap((file) => {
    try {
      return [read(file)]
    } catch (error) {
      if (!(error instanceof FormProfileError)) throw error
      problems.push(wrong(file, error.problems).message)
      return []
    }
  })
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'))
  return profiles
}

/** Reads every profile of a folder and prepares it for every authority; throws a `ConfigurationError` naming the file and all its problems. */
export function readForms({ folder, authorities, ...options }: FormsOptions): Forms {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const forms = everyProfile(files, (file) => prepareForEach(parseFormProfile(readFileSync(join(folder, file), 'utf8'), options.find), folder, authorities, options))
  const all = forms.flat()
  const prepared = new Map(all.map(({ authority, form }) => [`${authority}/${form.profile.id}`, form]))
  if (prepared.size !== all.length) throw new ConfigurationError(`Two form profiles in ${folder} have the same id.`)
  return { find: (authority, form) => prepared.get(`${authority}/${form}`) ?? null, all: () => all }
}

function prepareForEach(profile: FormProfile, folder: string, authorities: readonly string[], options: PrepareOptions): { readonly authority: string; readonly form: PreparedForm }[] {
  const versions = readVersions(folder, profile, digestOf(profile))
  return authorities.map((authority) => ({ authority, form: prepareForm(profile, authority, options, versions) }))
}
