import { verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { ledgerFacts, ledgerRefusal, type LedgerIssuer } from '@counterfoil/service-kit/trust/ledger-facts'
import type { StatusOf } from '@counterfoil/service-kit/trust/status-lists'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { ReadPrint } from '@counterfoil/shared/print/signed-print'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import type { Trust } from '@counterfoil/shared/trust/trust'
import type { PrintFactsAt } from '../../ports/prints.ts'

/** Facts about the issuers of prints, as those of credentials are had. */
export function printFacts(trust: Trust, status: StatusOf): PrintFactsAt {
  const directory = createAuthorityDirectory(trust)
  const facts = ledgerFacts(trust)
  const issuerOf = async ({ issuer: letter, kid }: ReadPrint): Promise<LedgerIssuer> => {
    const listed = await directory.byLetter(letter).catch((error: unknown) => Promise.reject(ledgerRefusal(error)))
    if (listed === null || !kid.startsWith('#')) throw new Refusal('issuer_not_trusted', { detail: 'its letter or key' })
    return (await facts.issuerKey({ kid: `${listed.did}${kid}`, name: null, x5c: [] })).value
  }
  return {
    issuerOf: async (print) => {
      const { did, key, authorityName } = await issuerOf(print)
      if (!verifyEs256(key, print.signed.input, print.signed.signature)) throw new Refusal('credential_invalid')
      if (authorityName === null || !(await facts.accreditation(did, print.vct)).value) throw new Refusal('issuer_not_trusted')
      return { did, name: authorityName }
    },
    statusOf: async (print) => {
      const { uri, idx } = print.status
      return (await status({ mechanism: 'status_list', uri, index: idx }, await issuerOf(print))).value.value
    },
  }
}
