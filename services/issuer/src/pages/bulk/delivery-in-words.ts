import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { bulkWords } from '../words/bulk.ts'

/** How links and codes of a job reach people, for whoever has to approve it. */
export const deliveryInWords = {
  title: { en: bulkWords.en.new.delivery, cy: bulkWords.cy.new.delivery },
  of: (delivery: BulkDelivery): Bilingual => ({ en: bulkWords.en.deliveries[delivery], cy: bulkWords.cy.deliveries[delivery] }),
}
