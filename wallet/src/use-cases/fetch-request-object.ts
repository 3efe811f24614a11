import type { PresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { requestObjectMediaType } from '@counterfoil/shared/oid4vp/request-object'
import { Fault } from '../domain/fault.ts'
import type { Http, HttpAnswer } from '../ports.ts'
import { walletMetadata } from './wallet-metadata.ts'

/** By POST with a nonce of ours, where the link allows it: then what comes is no older request. @see OpenID4VP 1.0, section 5.10 */
export async function fetchRequestObject(http: Http, { requestUri, clientId }: PresentationRequest, walletNonce: string | null): Promise<string> {
  return requestObjectIn(
    await (walletNonce === null
      ? http.get(requestUri, requestObjectMediaType)
      : http.send(requestUri, {
          method: 'POST',
          headers: { accept: requestObjectMediaType, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ wallet_nonce: walletNonce, wallet_metadata: walletMetadata(clientId.prefix) }).toString(),
        })),
  )
}

function requestObjectIn({ status, mediaType, text }: HttpAnswer): string {
  if (status === 404 || status === 410) throw new Fault('request_gone')
  if (status !== 200) throw new Fault('not_reachable')
  // @see RFC 9101, section 10.2
  if (mediaType.split(';')[0]?.trim().toLowerCase() !== requestObjectMediaType) throw new Fault('request_not_trusted')
  return text
}
