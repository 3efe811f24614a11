import { leavesOf, pairsOf, type UnreviewedWelsh } from '@counterfoil/ui/words'
import { forms } from '../forms/list.ts'
import { websiteWords } from './website.ts'

/** All Welsh of the website and its forms: a machine wrote it, and a translator has still to read it. */
export const websiteWelshToReview = (): UnreviewedWelsh[] => [...pairsOf('website', websiteWords), ...forms.flatMap((form) => leavesOf(`website.forms.${form.id}`, form))]
