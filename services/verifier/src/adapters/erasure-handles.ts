import { open, seal, SealBroken } from '@counterfoil/service-kit/sealing/seal'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { fromBase64Url } from '@counterfoil/shared/kernel/bytes'
import { isErasureHandle } from '@counterfoil/shared/oid4vp/erasure'
import { isOfHostedPage } from '../domain/hosted-page.ts'
import type { Presentation, TransactionId } from '../domain/presentation.ts'
import { isSandbox } from '../domain/sandbox.ts'
import type { ErasureHandles } from '../ports/erasures.ts'

type Sealed = readonly [transactionId: TransactionId, toldAs: TransactionId | null, form: string, sharedAt: EpochSeconds, isSandbox: boolean]

const contextOf = (authority: string): string => `erasure handle of ${authority}`

/** Handles sealed under the service's own key: nobody else can read or make one, and no two can be seen to be of one citizen. */
export function erasureHandles(key: Uint8Array, reads: Database['reads']): ErasureHandles {
  const write = ({ authority, transactionId, form, requestId }: Presentation, toldAs: TransactionId | null, sharedAt: EpochSeconds): string => {
    const sealed: Sealed = [transactionId, toldAs, form, sharedAt, isSandbox({ requestId })]
    return Buffer.from(seal(key, Buffer.from(JSON.stringify(sealed)), contextOf(authority))).toString('base64url')
  }
  // The page is forgotten long before its citizen may ask.
  const pageOf = async ({ transactionId }: Presentation): Promise<TransactionId | null> =>
    (await reads.first<{ readonly transaction_id: TransactionId }>('SELECT transaction_id FROM hosted_pages WHERE presentation = ?', [transactionId]))?.transaction_id ?? null
  return {
    make: (presentation, sharedAt) => (isOfHostedPage(presentation.transactionId) ? pageOf(presentation).then((page) => write(presentation, page, sharedAt)) : write(presentation, null, sharedAt)),
    open: (authority, handle) => {
      const opened = isErasureHandle(handle) ? openSealed(key, handle, authority) : null
      if (opened === null) return null
      const [transactionId, toldAs, form, sharedAt, isRehearsal] = JSON.parse(opened) as Sealed
      return { authority, transactionId, toldAs: toldAs ?? transactionId, form, sharedAt, isSandbox: isRehearsal }
    },
  }
}

function openSealed(key: Uint8Array, handle: string, authority: string): string | null {
  const bytes = fromBase64Url(handle)
  try {
    return bytes === null ? null : Buffer.from(open(key, bytes, contextOf(authority))).toString('utf8')
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
