import { FormProfileError, mustBePublishable, parseFormProfile } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import type { FindType } from '@counterfoil/shared/form-profile/form-profile'
import type { ReadForm } from '../../ports/catalogue.ts'

/** Reads a form as the verifier does that will ask with it, once it is published. */
export const formReader =
  (find: FindType): ReadForm =>
  (text) => {
    try {
      return { profile: mustBePublishable(parseFormProfile(text, find)), problems: [] }
    } catch (error) {
      if (!(error instanceof FormProfileError)) throw error
      return { profile: null, problems: error.problems }
    }
  }
