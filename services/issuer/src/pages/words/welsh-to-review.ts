import { pairsOf, type UnreviewedWelsh } from '@counterfoil/ui/words'
import { choiceWords } from './choice.ts'
import { frameWords } from './frame.ts'
import { letterWords } from './letters.ts'
import { networkWords } from './network.ts'
import { offerWords } from './offers.ts'
import { peopleWords } from './people.ts'
import { statusChangeWords } from './statuses.ts'
import { walletOfferWords } from './wallet-offers.ts'

/** All Welsh of the pages for staff and citizens: a machine wrote it, and a translator has still to read it. */
export const staffWelshToReview = (): UnreviewedWelsh[] => [
  ...pairsOf('staff.frame', frameWords),
  ...pairsOf('staff.people', peopleWords),
  ...pairsOf('staff.offers', offerWords),
  ...pairsOf('staff.wallet-offers', walletOfferWords),
  ...pairsOf('staff.letters', letterWords),
  ...pairsOf('staff.statuses', statusChangeWords),
  ...pairsOf('staff.network', networkWords),
  ...pairsOf('citizen.choice', choiceWords),
]
