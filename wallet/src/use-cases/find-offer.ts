import { letterOfOfferCode, readOfferCode, secretOfOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { Fault } from '../domain/fault.ts'
import type { World } from '../ports.ts'

/**
 * Where the offer lies whose code was typed. A code with a wrong character in it goes no further than this. Throws a Fault
 * `offer_code_wrong`.
 */
export const findOffer =
  ({ trust }: Pick<World, 'trust'>) =>
  async (typed: string): Promise<string> => {
    const code = readOfferCode(typed)
    const authority = code === null ? null : await trust.byLetter(letterOfOfferCode(code))
    if (code === null || authority === null) throw new Fault('offer_code_wrong')
    return `${authority.issuer}/offers/${await secretOfOfferCode(code, authority.issuer)}`
  }
