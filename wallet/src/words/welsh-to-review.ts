import { pairsOf, type UnreviewedWelsh } from '@counterfoil/ui/words'
import { cy } from './cy.ts'
import { en } from './en.ts'
import { manifestWords } from './manifest.ts'

/** All Welsh of the wallet: a machine wrote it, and a translator has still to read it. */
export const walletWelshToReview = (): UnreviewedWelsh[] => [...pairsOf('wallet', { en, cy }), ...pairsOf('manifest', manifestWords)]
