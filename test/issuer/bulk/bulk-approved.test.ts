import { describe, expect, it } from 'vitest'
import { bulkSeals } from '@counterfoil/issuer/adapters/bulk/bulk-seals'
import { bulkDeliveries } from '@counterfoil/issuer/domain/bulk/bulk-delivery'
import { contentOf, letterLifetime, type BulkJobId } from '@counterfoil/issuer/domain/bulk/bulk-job'
import type { OfferDestinations } from '@counterfoil/issuer/domain/bulk/bulk-delivery'
import type { PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'

const job = { authority: 'aldermoor', id: 'a job' as BulkJobId }
const seals = bulkSeals(cryptoRandom, 'a service secret of more than 32 characters')
const markOf = (to: OfferDestinations): string => seals.markOf('a salt', 'somebody' as PersonHandle, { id: 'residency' } as CredentialType, { claims: { given_name: 'Ceridwen' }, to })

describe('what was approved', () => {
  it('before a job could write to people is still the same, where its halves are files', () => {
    expect(contentOf({ ...job, delivery: 'files' }, [])).toBe(JSON.stringify(['aldermoor', 'a job', letterLifetime]))
    // As the version before made it.
    expect(markOf({ link: null, code: null })).toBe('ARAJIqnZld9dR_OjttwKj2F622i9P4jOp0CTv6LYtGg')
  })

  it('is another thing by each way, and with each address', () => {
    expect(new Set(bulkDeliveries.map((delivery) => contentOf({ ...job, delivery }, []))).size).toBe(bulkDeliveries.length)
    const to = { channel: 'email', to: 'ceridwen@example.net' } as const
    const marks = [{ link: null, code: null }, { link: to, code: null }, { link: null, code: to }, { link: { ...to, to: 'else@example.net' }, code: null }].map(markOf)
    expect(new Set(marks).size).toBe(marks.length)
  })
})
