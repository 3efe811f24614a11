import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CatalogueEditions, PublishedEdition } from '../../ports/catalogue.ts'
import { audit } from '../audit-entries.ts'
import { objectOf, publicationColumns, publicationOf, publishWithin, type PublicationRow } from './publication-rows.ts'

const columns = `${publicationColumns}, edition, delivered_version AS deliveredVersion, effective_at AS effectiveAt`

type EditionRow = PublicationRow & Pick<PublishedEdition, 'edition' | 'deliveredVersion' | 'effectiveAt'>

/** What was published of types: rows that are only added, and marked once when they take effect. */
export const catalogueEditionsTable = (database: Database): CatalogueEditions => ({
  publish: (draft, edition) =>
    database.write(async (writes) => {
      if (!(await publishWithin(writes, 'type', draft, edition))) return false
      const { authority, name } = draft
      const published = { ...edition, authority, name }
      await audit(writes, { authority, at: edition.publishedAt, actor: 'issuer', event: 'catalogue.published', object: objectOf(published), reason: null })
      if (edition.effectiveAt !== null) await noteEffect(writes, published, edition.effectiveAt)
      return true
    }),
  all: async () => (await database.reads.all<EditionRow>(`SELECT ${columns} FROM catalogue_editions WHERE kind = 'type' ORDER BY number`)).map(publicationOf),
  state: async () => {
    const row = await database.reads.first<{ readonly published: number; readonly effective: number; readonly served: number }>(
      "SELECT COUNT(*) AS published, COUNT(effective_at) AS effective, (SELECT COUNT(*) FROM catalogue_documents) AS served FROM catalogue_editions WHERE kind = 'type'",
    )
    return `${row?.published ?? 0} ${row?.effective ?? 0} ${row?.served ?? 0}`
  },
  takeEffect: (edition, now) =>
    database.write(async (writes) => {
      const taken = await writes.run('UPDATE catalogue_editions SET effective_at = ? WHERE number = ? AND effective_at IS NULL', [now, edition.number])
      if (taken === 1) await noteEffect(writes, edition, now)
      return taken === 1
    }),
})

const noteEffect = (writes: Writes, edition: Pick<PublishedEdition, 'authority' | 'name' | 'version' | 'edition'>, now: EpochSeconds): Promise<void> =>
  audit(writes, { authority: edition.authority, at: now, actor: 'issuer', event: 'catalogue.effective', object: objectOf(edition), reason: null })
