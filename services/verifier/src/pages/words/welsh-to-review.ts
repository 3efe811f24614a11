import { pairsOf, type UnreviewedWelsh } from '@counterfoil/ui/words'
import { hostedPageWords } from './hosted-page.ts'
import { registerWords } from './register.ts'

/** All Welsh of the verifier's pages that awaits a translator. */
export const verifierWelshToReview = (): UnreviewedWelsh[] => [...pairsOf('register', registerWords), ...pairsOf('hosted-page', hostedPageWords)]
