import { defaultDocumentLoader } from '@digitalbazaar/vc'
import jsonld from 'jsonld'

/** Contexts by their address, as text. */
export type Contexts = ReadonlyMap<string, string>

/**
 * What a document means: every term by the address that defines it. Rejects when a term is lost on the way or a context is neither
 * given here nor the W3C's own. @see JSON-LD 1.1 API, section 5.1
 */
export async function meaningOf(document: Readonly<Record<string, unknown>>, contexts: Contexts): Promise<Readonly<Record<string, unknown>>> {
  const documentLoader = async (url: string): Promise<object> => {
    const own = contexts.get(url)
    return own === undefined ? defaultDocumentLoader(url) : { contextUrl: null, documentUrl: url, document: JSON.parse(own) as object }
  }
  const [meaning] = await jsonld.expand(document, { documentLoader, safe: true })
  if (meaning === undefined) throw new Error('means nothing')
  return meaning
}
