import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { fixedIn, type NumberedType } from '../../domain/catalogue/type-version.ts'

/** A release that brings, under a number which was given already, something else than what was given it. */
export class SameNumberError extends Error {
  constructor({ id, version }: CredentialType, next: number) {
    super(
      `The type "${id}" comes with this release as version ${version}, but a version ${version} with other claims, another schema, other kinds of status or another picture was published or issued here before. ` +
        `Credentials that are held, and the consortium's accreditations, mean that one. Nothing was changed. Start the release that ran before; then give "${id}" the version ${next} in its type.json, or ask whoever makes the release to, ` +
        'have the consortium accredit every authority here for it, and start the new release.',
    )
    this.name = 'SameNumberError'
  }
}

/** Refuses what came with the service where its number means something else to those who hold credentials. */
export function mustMeanTheSame(delivered: CredentialType, numbered: readonly NumberedType[]): void {
  const fixed = fixedIn(delivered)
  if (numbered.every((one) => one.version !== delivered.version || one.fixed === fixed)) return
  throw new SameNumberError(delivered, Math.max(...numbered.map(({ version }) => version)) + 1)
}
