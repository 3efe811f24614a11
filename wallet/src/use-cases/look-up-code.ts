import { parsePresentationRequest, type PresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { letterOfTypedCode, readTypedCode } from '@counterfoil/shared/oid4vp/typed-code'
import { Fault } from '../domain/fault.ts'
import type { World } from '../ports.ts'

/** The request behind a code that was read from another screen. */
export const lookUpCode =
  ({ http, trust }: Pick<World, 'http' | 'trust'>) =>
  async (typed: string): Promise<PresentationRequest> => {
    const code = readTypedCode(typed)
    const authority = code === null ? null : await trust.byLetter(letterOfTypedCode(code))
    if (code === null || authority === null) throw new Fault('code_unknown')
    const { status, json } = await http.get(`${authority.verifier}/codes/${code}`, 'application/json')
    if (status === 429 || status >= 500) throw new Fault('not_reachable')
    const { client_id: clientId, request_uri: requestUri, request_uri_method: method = 'get' } = json
    if (status !== 200 || typeof clientId !== 'string' || typeof requestUri !== 'string' || typeof method !== 'string') throw new Fault('code_unknown')
    return requestOf(new URLSearchParams({ client_id: clientId, request_uri: requestUri, request_uri_method: method }))
  }

function requestOf(parameters: URLSearchParams): PresentationRequest {
  try {
    return parsePresentationRequest(parameters)
  } catch (cause) {
    throw new Fault('code_unknown', { cause })
  }
}
