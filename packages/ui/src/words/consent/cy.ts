import type { consentEn } from './en.ts'

// Machine-made Welsh: the whole of this file waits for a translator's review (docs/welsh-review.md).
export const consentCy: { readonly [Key in keyof typeof consentEn]: string } = {
  title: 'Rhannu’r ffeithiau hyn gyda {{who}}?',
  required: 'Yr hyn sydd ei angen ar y ffurflen',
  optional: 'Yr hyn y gallwch ei ychwanegu',
  add: 'Rhannu’r dystysgrif hon hefyd',
  addHint: 'Gall y ffurflen wneud hebddi.',
  wouldShare: 'Yr hyn y byddent yn ei weld ohoni',
  optionalHint: 'Ni rennir dim yma oni bai eich bod yn ei dicio.',
  notice: 'Hysbysiad preifatrwydd',
  why: 'Diben',
  law: 'O dan ba gyfraith',
  howLong: 'Am ba hyd y’i cedwir',
  contact: 'Pwy i’w holi',
  reasons: 'Pam maen nhw’n gofyn, a beth sy’n digwydd iddo',
  unasked: 'Yr hyn y byddant yn ei weld hefyd, er na ofynnon nhw amdano',
  unseen: 'Yr hyn na fyddant yn ei weld',
  warning: 'Rhannwch dim ond os mai chi eich hun sy’n llenwi’r ffurflen hon nawr. Os anfonodd rhywun y cod neu’r ddolen atoch, dewiswch Nid nawr.',
  share: 'Rhannu',
  notNow: 'Nid nawr',
}
