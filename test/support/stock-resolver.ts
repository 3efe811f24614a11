import { JsonRpcProvider, type JsonRpcApiProviderOptions } from 'ethers'
import { Resolver, type DIDResolutionResult } from 'did-resolver'
import { getResolver } from 'ethr-did-resolver'

const options: JsonRpcApiProviderOptions = { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 }

/** An ethers provider whose node is a function. */
export class FunctionProvider extends JsonRpcProvider {
  readonly #perform: (method: string, params: readonly unknown[]) => unknown

  constructor(chainId: number, perform: (method: string, params: readonly unknown[]) => unknown) {
    super('http://localhost:1', chainId, options)
    this.#perform = perform
  }

  override async send(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.#perform(method, params)
  }
}

export interface StockOptions {
  readonly chainId: number
  readonly registry: string
  readonly provider: JsonRpcProvider
}

/** The stock `ethr-did-resolver`, asked for the document without a JSON-LD context. It throws for some DIDs and answers null for others. */
export function stockResolver({ chainId, registry, provider }: StockOptions): (didUrl: string) => Promise<DIDResolutionResult | null> {
  const resolver = new Resolver(getResolver({ networks: [{ name: `0x${chainId.toString(16)}`, chainId, registry, provider: provider as never }] })) // one package under two module formats, whose types differ
  return async (didUrl) => {
    const result = await resolver.resolve(didUrl, { accept: 'application/did+json' })
    return result.didDocument === null ? null : result
  }
}
