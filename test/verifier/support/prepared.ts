import type { PrepareOptions } from '@counterfoil/verifier/adapters/prepare-form'
import { findType } from '../../support/form-profiles.ts'

/** With what forms are prepared where nothing depends on it. */
export const prepared: PrepareOptions = { find: findType, typesUrl: 'http://t', website: null, verifierUrl: 'http://v', askedOf: () => ({}) }
