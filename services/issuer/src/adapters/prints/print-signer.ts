import type { Random } from '@counterfoil/shared/kernel/random'
import { makeOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { printToSign } from '@counterfoil/shared/print/signed-print'
import type { Authority } from '../../domain/authority.ts'
import type { PrintReference } from '../../domain/signed-print.ts'
import type { Es256Signer } from '../../ports.ts'
import type { PrintSigner } from '../../ports/prints.ts'

/** References are drawn as the codes of offers are: read off and typed by the same people. */
export const printSigner = ({ random, signerOf }: { readonly random: Random; readonly signerOf: (authority: Authority) => Es256Signer<'credential'> }): PrintSigner => ({
  newReference: ({ letter }) => makeOfferCode(letter, random) as string as PrintReference,
  sign: async (authority, print) => {
    const { kid, sign } = signerOf(authority)
    const { toSign, finish } = printToSign({ ...print, issuer: authority.letter, kid: kid.slice(kid.indexOf('#')) })
    return finish(await sign(toSign))
  },
})
