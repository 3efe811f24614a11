import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CatalogueDraft, Publication } from '../../ports/catalogue.ts'
import type { CatalogueKind } from './catalogue-drafts-table.ts'

export const publicationColumns = 'number, authority, name, version, text, art, content_hash AS contentHash, approval, asked_by AS askedBy, approved_by AS approvedBy, published_at AS publishedAt'

export type PublicationRow = Omit<Publication, 'content'> & Publication['content']

export const publicationOf = <Row extends PublicationRow>({ text, art, ...row }: Row): Omit<Row, 'text' | 'art'> & Pick<Publication, 'content'> => ({ ...row, content: { text, art } })

interface ToPublish extends Pick<Publication, 'version' | 'contentHash' | 'approval' | 'askedBy' | 'approvedBy' | 'publishedAt'> {
  readonly edition: number
  readonly deliveredVersion: number
  readonly effectiveAt: EpochSeconds | null
}

/** Puts a publication in the place of its draft. What is gone was published by another process, or changed since it was looked at: false, and nothing is written. */
export async function publishWithin(writes: Writes, kind: CatalogueKind, { id, authority, name, revision, content, withdraws }: CatalogueDraft, published: ToPublish): Promise<boolean> {
  if ((await writes.run('DELETE FROM catalogue_drafts WHERE authority = ? AND id = ? AND kind = ? AND revision = ? AND asked = 1', [authority, id, kind, revision])) === 0) return false
  const { version, edition, contentHash, deliveredVersion, approval, askedBy, approvedBy, publishedAt, effectiveAt } = published
  await writes.run(
    `INSERT INTO catalogue_editions (authority, kind, name, version, edition, text, art, withdraws, content_hash, delivered_version, approval, asked_by, approved_by, published_at, effective_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [authority, kind, name, version, edition, content.text, content.art, withdraws ? 1 : 0, contentHash, deliveredVersion, approval, askedBy, approvedBy, publishedAt, effectiveAt],
  )
  return true
}

/** How the audit log names a publication. */
export const objectOf = ({ name, version, edition }: { readonly name: string; readonly version: number; readonly edition: number }): string => `${name}/${version}.${edition}`
