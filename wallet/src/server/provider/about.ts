/** What an attestation of this provider says, and what it doesn't, in the words of both languages. */
export const about = `What this wallet's provider attests

A wallet attestation says that a page at this address holds a key. A key attestation says that it holds each of the keys. The provider saw a
signature by each key, and a browser that said it was showing a page of this address. It can't tell that the page was ours and unchanged, nor
whose it was: a program that isn't a browser can say the same. The keys are made by the browser as not extractable. They aren't in certified
hardware, nobody has tested how well that browser keeps them, and that somebody was asked before one was used isn't attested.

The provider isn't told who the citizen is, nor which council they collect from. It keeps nothing.


Beth mae darparwr y waled hon yn ei ardystio

Mae ardystiad waled yn dweud bod tudalen yn y cyfeiriad hwn yn dal allwedd. Mae ardystiad allweddi yn dweud ei bod yn dal pob un o'r allweddi.
Gwelodd y darparwr lofnod gan bob allwedd, a phorwr a ddywedodd ei fod yn dangos tudalen o'r cyfeiriad hwn. Ni all ddweud mai ein tudalen ni,
heb ei newid, oedd hi, na phwy oedd biau hi: gall rhaglen nad yw'n borwr ddweud yr un peth. Gwneir yr allweddi gan y porwr fel rhai na ellir eu
hallforio. Nid ydynt mewn caledwedd ardystiedig, nid oes neb wedi profi pa mor dda y mae'r porwr hwnnw yn eu cadw, ac nid ardystir bod neb wedi
cael cais cyn i un gael ei defnyddio.

Ni ddywedir wrth y darparwr pwy yw'r dinesydd, na chan ba gyngor y mae'n casglu. Nid yw'n cadw dim.
`
