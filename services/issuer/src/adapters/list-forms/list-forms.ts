import type { ListForm, ListFormName } from '../../ports.ts'
import { bitstringList } from './bitstring-list.ts'
import { cwtList } from './cwt-list.ts'
import { jwtList } from './jwt-list.ts'

/** Every form in which a list is published, from the same bits. */
export const listForms: Readonly<Record<ListFormName, ListForm>> = { jwt: jwtList, cwt: cwtList, revocation: bitstringList('revocation'), suspension: bitstringList('suspension') }
