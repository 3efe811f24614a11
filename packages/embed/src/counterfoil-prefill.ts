import { PrefillElement } from './prefill-element.ts'

// A page may load the script twice; an element can be defined once.
if (customElements.get('counterfoil-prefill') === undefined) customElements.define('counterfoil-prefill', PrefillElement)

export { PrefillElement }
