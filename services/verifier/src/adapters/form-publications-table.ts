import type { Database } from '@counterfoil/service-kit/persistence/database'
import { open, seal, SealBroken } from '@counterfoil/service-kit/sealing/seal'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { fromBase64Url, strictUtf8, toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { Presentation } from '../domain/presentation.ts'
import type { FormSource } from '../domain/purpose-register.ts'
import { isOlder, type KeptPublication } from './kept-publication.ts'

/** Whose publication it is: another identity under the same name has none. */
export type PublisherName = Pick<NetworkAuthority, 'id' | 'did'>

/** A version of a profile that presentations of an authority may begin with. */
export interface NotedProfile {
  readonly authority: string
  readonly digest: string
  readonly source: FormSource
  readonly since: EpochSeconds
  readonly profile: FormProfile
}

/** What lies there was written by somebody else, or for another identity. */
export class KeptAltered extends Error {}

/** What authorities publish of their forms, at rest, and every version there was. */
export interface FormPublicationsTable {
  /** Null where none is kept; throws `KeptAltered`. */
  find(publisher: PublisherName): Promise<KeptPublication | null>
  /** Keeps a publication with its profiles, in one unit; false when a newer one is kept already. One that was altered is written over. */
  keep(publisher: PublisherName, publication: KeptPublication, profiles: readonly NotedProfile[]): Promise<boolean>
  forget(publisher: PublisherName): Promise<void>
  note(profiles: readonly NotedProfile[]): Promise<void>
  /** What was published of an authority's forms. */
  history(authority: string): Promise<readonly Pick<NotedProfile, 'digest' | 'since' | 'profile'>[]>
  /** The text of one version; null when it was never noted. */
  profile(began: Pick<Presentation, 'authority' | 'form' | 'profileDigest'>): Promise<FormProfile | null>
}

type Version = Pick<NotedProfile, 'authority' | 'digest' | 'source'> & { readonly form: string }
type ProfileRow = Version & { readonly sealed: string }
type SealedProfile = Pick<NotedProfile, 'since' | 'profile'>

const noting = `WITH asked AS (SELECT value AS row FROM json_each(?))
  INSERT INTO form_profiles (authority, form, digest, source, sealed) SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4 FROM asked WHERE true
  ON CONFLICT (authority, form, digest, source) DO UPDATE SET sealed = excluded.sealed`
const keeping = 'INSERT INTO form_publications (authority, sealed) VALUES (?, ?) ON CONFLICT (authority) DO UPDATE SET sealed = excluded.sealed'
const finding = 'SELECT sealed FROM form_publications WHERE authority = ?'

/** Each row is sealed with a key of the service and bound to its place, and nothing is believed that lies outside the seal: whoever can write the file can take one away, but can't make one up. */
export function formPublicationsTable(database: Database, key: Uint8Array): FormPublicationsTable {
  const sealed = (value: unknown, place: string): string => toBase64Url(seal(key, utf8(JSON.stringify(value)), place))
  /** Sealed by us, who had read it by every rule. Null for what was altered. */
  const opened = <Value>(text: string, place: string): Value | null => {
    try {
      return JSON.parse(strictUtf8(open(key, fromBase64Url(text) ?? new Uint8Array(), place))) as Value
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      return null
    }
  }
  const rowsOf = (profiles: readonly NotedProfile[]): string =>
    JSON.stringify(profiles.map(({ authority, digest, source, since, profile }) => [authority, profile.id, digest, source, sealed({ since, profile }, profilePlace({ authority, form: profile.id, digest, source }))]))
  const profileIn = (row: ProfileRow): SealedProfile | null => opened<SealedProfile>(row.sealed, profilePlace(row))

  return {
    find: async (publisher) => {
      const row = await database.reads.first<{ readonly sealed: string }>(finding, [publisher.id])
      if (row === null) return null
      const kept = opened<KeptPublication>(row.sealed, publicationPlace(publisher))
      if (kept === null) throw new KeptAltered()
      return kept
    },
    keep: (publisher, publication, profiles) =>
      database.write(async (writes) => {
        const row = await writes.first<{ readonly sealed: string }>(finding, [publisher.id])
        const kept = row === null ? null : opened<KeptPublication>(row.sealed, publicationPlace(publisher))
        if (kept !== null && isOlder(publication, kept)) return false
        await writes.run(keeping, [publisher.id, sealed(publication, publicationPlace(publisher))])
        await writes.run(noting, [rowsOf(profiles)])
        return true
      }),
    forget: async ({ id }) => {
      await database.write((writes) => writes.run('DELETE FROM form_publications WHERE authority = ?', [id]))
    },
    note: async (profiles) => {
      await database.write((writes) => writes.run(noting, [rowsOf(profiles)]))
    },
    history: async (authority) => {
      const rows = await database.reads.all<ProfileRow>("SELECT * FROM form_profiles WHERE authority = ? AND source = 'publication'", [authority])
      return rows.flatMap((row) => {
        const found = profileIn(row)
        return found === null ? [] : [{ digest: row.digest, ...found }]
      })
    },
    profile: async ({ authority, form, profileDigest }) => {
      const rows = await database.reads.all<ProfileRow>('SELECT * FROM form_profiles WHERE authority = ? AND form = ? AND digest = ?', [authority, form, profileDigest])
      return rows.map(profileIn).find((found) => found !== null)?.profile ?? null
    },
  }
}

const publicationPlace = ({ id, did }: PublisherName): string => `form publication ${id} ${did}`
const profilePlace = ({ authority, form, digest, source }: Version): string => `form profile ${authority} ${form} ${digest} ${source}`
