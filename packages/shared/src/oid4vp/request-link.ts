import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import { parseClientId, type ClientId } from './client-id.ts'
import { parsePresentationRequest, type PresentationRequest } from './presentation-request.ts'
import { RequestRefused } from './request-refused.ts'

/** A request whose parameters stand in the link: of a client that signs nothing. @see OpenID4VP 1.0, section 5.9.3 (redirect_uri) */
export interface RequestInLink {
  readonly clientId: ClientId
  readonly claims: JsonObject
}

/** What opens a wallet: a request, or where it lies. */
export type RequestLink = PresentationRequest | RequestInLink

const longest = 16_384
const inJson: readonly string[] = ['dcql_query', 'client_metadata', 'transaction_data', 'verifier_info', 'counterfoil_purpose']
const everySigningPrefix = /^(?!redirect_uri:)/

/** Reads what a link's query carries. A client that could have signed must have. @see OpenID4VP 1.0, section 5.9.3 */
export function parseRequestLink(search: string | URLSearchParams): RequestLink {
  const parameters = typeof search === 'string' ? new URLSearchParams(search) : search
  const isReference = parameters.has('request_uri') || parameters.has('request') || everySigningPrefix.test(parameters.get('client_id') ?? '')
  return isReference ? parsePresentationRequest(parameters) : inLink(parameters)
}

function inLink(parameters: URLSearchParams): RequestInLink {
  const names = [...parameters.keys()]
  if (parameters.toString().length > longest || new Set(names).size !== names.length) throw new RequestRefused('link_malformed')
  const claims = Object.fromEntries([...parameters].map(([name, text]) => [name, inJson.includes(name) ? jsonOf(text) : text]))
  return { clientId: parseClientId(parameters.get('client_id') ?? ''), claims }
}

function jsonOf(text: string): Json {
  const parsed = parseUniqueJson(text)
  if ('fault' in parsed || !(isJsonObject(parsed.value) || Array.isArray(parsed.value))) throw new RequestRefused('link_malformed')
  return parsed.value
}
