import { statusListClaims, statusListType } from '@counterfoil/shared/status-list/status-list-token'
import { statusListUri } from '../../domain/authority.ts'
import type { ListForm } from '../../ports.ts'
import { jwtToSign } from './jwt-to-sign.ts'

/** A Status List Token as JWT. @see Token Status List, section 5.1 */
export const jwtList: ListForm = ({ authority, list, ...dates }, { bits, zlib }, key) =>
  jwtToSign({ typ: statusListType, ...key }, statusListClaims({ uri: statusListUri(authority, { statusIssuer: authority.id, statusList: list }), ...dates }, bits, zlib, (bytes) => Buffer.from(bytes).toString('base64url')))
