import * as oauth from 'oauth4webapi'

/** What a client nobody here wrote needs for servers without TLS. */
export const insecure = { [oauth.allowInsecureRequests]: true }

/** Once more when the server asks for its nonce, which the handle then knows. @see RFC 9449, section 8 */
export async function withNonce<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return attempt()
  }
}
