import type { Database, Reads } from '@counterfoil/service-kit/persistence/database'
import type { FormPublications } from '../../ports/catalogue.ts'
import { audit } from '../audit-entries.ts'
import { objectOf, publicationColumns, publicationOf, publishWithin, type PublicationRow } from './publication-rows.ts'

type FormRow = PublicationRow & { readonly withdraws: number }

/** A version is published first, and may be taken back then. */
const editionOf = (withdraws: boolean): number => (withdraws ? 2 : 1)

/** What was published of forms, authority by authority: rows that are only added. */
export const formPublicationsTable = (database: Database): FormPublications => ({
  publish: (draft, form, after) =>
    database.write(async (writes) => {
      const { authority, name, withdraws } = draft
      const edition = editionOf(withdraws)
      if ((await newestIn(writes)) !== after) return false
      if (!(await publishWithin(writes, 'form', draft, { ...form, edition, deliveredVersion: 0, effectiveAt: form.publishedAt }))) return false
      await audit(writes, { authority, at: form.publishedAt, actor: 'issuer', event: withdraws ? 'form.withdrawn' : 'form.published', object: objectOf({ name, version: form.version, edition }), reason: null })
      return true
    }),
  all: async () => (await database.reads.all<FormRow>(`SELECT ${publicationColumns}, withdraws FROM catalogue_editions WHERE kind = 'form' ORDER BY number`)).map(publicationOf).map((row) => ({ ...row, withdraws: row.withdraws === 1 })),
  newest: () => newestIn(database.reads),
})

const newestIn = async (reads: Pick<Reads, 'first'>): Promise<number> => (await reads.first<{ readonly newest: number | null }>("SELECT MAX(number) AS newest FROM catalogue_editions WHERE kind = 'form'"))?.newest ?? 0
