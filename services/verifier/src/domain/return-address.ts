/** A form that runs no script never sees a fragment: its address ends like this, and the code comes right behind. */
const inQuery = '?response_code='

/** The page of the form that a return address leads to. */
export const formAddressIn = (returnUrl: string): string => (returnUrl.endsWith(inQuery) ? returnUrl.slice(0, -inQuery.length) : returnUrl)

/** Where the citizen goes with their response code. In the fragment it reaches no server and no log. @see OpenID4VP 1.0, section 13.3 */
export const wayBackWith = (responseCode: string, returnUrl: string): string => `${returnUrl}${returnUrl.endsWith(inQuery) ? '' : '#response_code='}${responseCode}`
