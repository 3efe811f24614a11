/** Nothing fresh enough is known, and whoever could tell gives no usable answer: the answer is "cannot tell", never "no". */
export class TrustUnavailable extends Error {}
