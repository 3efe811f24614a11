import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { statedPurpose } from '@counterfoil/shared/form-profile/form-profile'
import { registeredClaims, type PurposeRegister, type RegisteredForm, type RegisteredTaking } from '../domain/purpose-register.ts'
import type { Askers, Forms } from '../ports.ts'

export interface ReadPurposeRegisterPorts {
  readonly forms: Pick<Forms, 'all'>
  readonly askers: Pick<Askers, 'find'>
  readonly nameOf: (authority: string) => Bilingual | null
  readonly sha256: (text: string) => string
}

/** The public list of all forms of all authorities: what each asks for, why, under which law and for how long. It is made of the very profiles that are asked with. */
export const readPurposeRegister =
  ({ forms, askers, nameOf, sha256 }: ReadPurposeRegisterPorts) =>
  (): PurposeRegister => {
    const registered = forms.all().flatMap(({ authority, form: { profile, query, profileDigest, parts: [first, ...further], privacyNotice, versions } }): RegisteredForm[] => {
      const takingOf = ({ credential: { id, withoutHolderBinding, most = 1, trustedAuthorities = [] }, claimSets = [], type }: typeof first): RegisteredTaking => ({
        name: type.name,
        bound_to_holder: query.credentials.find((asked) => asked.id === id)?.require_cryptographic_holder_binding !== false,
        unbound_reason: withoutHolderBinding ?? null,
        most,
        claim_sets: claimSets,
        trusted_authorities: trustedAuthorities,
      })
      const asker = askers.find(authority)
      const name = nameOf(authority)
      if (asker === null || name === null) return []
      const { form: title, purpose, lawful_basis, retention, contact } = statedPurpose(profile, authority)
      return [
        {
          authority: { id: authority, did: asker.did, name },
          form: profile.id,
          version: profile.version,
          digest: profileDigest,
          title,
          purpose,
          lawful_basis,
          retention,
          contact,
          privacy_notice: privacyNotice,
          credential: { vcts: [first.vct], ...takingOf(first) },
          further_credentials: further.map((part) => ({ vct: part.vct, need: part.need, ...takingOf(part) })),
          choices: (profile.choices ?? []).map(({ need, options }) => ({ need, options: options.map((option) => [first, ...further].filter(({ credential: { id } }) => option.includes(id)).map(({ vct }) => vct)) })),
          claims: [first, ...further].flatMap(({ claims, vct, type }) => registeredClaims({ claims, fields: profile.fields }, vct, type.claims)),
          cross_device: profile.crossDevice,
          versions,
        },
      ]
    })
    return { version: sha256(JSON.stringify(registered)), forms: registered }
  }
