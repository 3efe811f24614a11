import { bilingual, type SameShape } from './bilingual.ts'
import { citizenRefusals } from './refusals-citizen.ts'

type Situations = (typeof citizenRefusals)['en']

/** What staff read otherwise than the citizen: they act on a case, not on a form. */
const otherwise = bilingual({
  en: {
    withdrawn: {
      title: 'The credential is withdrawn',
      happened: 'It was withdrawn for good and can’t be made active again.',
      next: 'Issue a new credential if the person is entitled to one.',
    },
    suspended: {
      title: 'The credential is suspended',
      happened: 'It can’t be used until it is made active again.',
      next: 'Reinstate it when the reason for suspending it no longer holds.',
    },
    expired: {
      title: 'The credential has expired',
      happened: 'Its last day has passed.',
      next: 'Issue a new one.',
    },
    form_not_live: {
      title: 'The form is not live',
      happened: 'The consortium hasn’t accredited your authority to ask for what this form asks, or no longer does.',
      next: 'Ask the consortium for the accreditation “request” of the form’s credential type.',
    },
    offer_gone: {
      title: 'The offer can’t be used any more',
      happened: 'It was redeemed, withdrawn, or has run out.',
      next: 'Make a new offer if the person has no credential yet.',
    },
    offer_locked: {
      title: 'The offer is locked',
      happened: 'A wrong code was entered five times. The sealed details have been erased.',
      next: 'Make sure that you are dealing with the right person, then make a new offer.',
    },
    record_incomplete: {
      title: 'The council record is incomplete',
      happened: 'It lacks a fact that this credential needs, or holds an invalid one.',
      next: 'Put the record right in the council’s own system, then try again.',
    },
    records_away: {
      title: 'The council’s records can’t be reached',
      happened: 'Their system doesn’t answer, or not in time. Nothing was offered, and nothing was lost.',
      next: 'Try again in a minute. Tell whoever runs that system if it goes on.',
    },
    records_unusable: {
      title: 'The council’s records can’t be read',
      happened: 'Their system answers, but not in a form that can be used. Nothing was offered.',
      next: 'Tell whoever runs that system. The log of this service says where it goes wrong.',
    },
    not_signed_in: {
      title: 'You are signed out',
      happened: 'You need to sign in to see this page.',
      next: 'Sign in again to go on. What was saved is kept.',
    },
    forbidden: {
      title: 'You may not do this',
      happened: 'Your role, or your council, doesn’t allow it.',
      next: 'Ask your team’s administrator if you need the role.',
    },
    conflict: {
      title: 'This can’t be done any more',
      happened: 'The case changed after you opened this page.',
      next: 'Look at the case again before you decide.',
    },
    try_later: {
      title: 'A part of the system isn’t answering',
      happened: 'Nothing was lost, and nothing was half done.',
      next: 'Try again in a few minutes. Tell your administrator if it goes on.',
    },
  },
  cy: {
    withdrawn: {
      title: 'Mae’r dystysgrif ddigidol wedi’i thynnu’n ôl',
      happened: 'Fe’i tynnwyd yn ôl am byth ac ni ellir ei gwneud yn weithredol eto.',
      next: 'Rhowch dystysgrif newydd os oes gan y person hawl i un.',
    },
    suspended: {
      title: 'Mae’r dystysgrif ddigidol wedi’i hatal',
      happened: 'Ni ellir ei defnyddio nes ei gwneud yn weithredol eto.',
      next: 'Adferwch hi pan na fydd y rheswm dros ei hatal yn dal mwyach.',
    },
    expired: {
      title: 'Mae’r dystysgrif ddigidol wedi dod i ben',
      happened: 'Mae ei diwrnod olaf wedi mynd heibio.',
      next: 'Rhowch un newydd.',
    },
    form_not_live: {
      title: 'Nid yw’r ffurflen yn fyw',
      happened: 'Nid yw’r consortiwm wedi achredu eich awdurdod i ofyn am yr hyn y mae’r ffurflen hon yn ei ofyn, neu nid yw bellach.',
      next: 'Gofynnwch i’r consortiwm am yr achrediad “request” ar gyfer math tystysgrif y ffurflen.',
    },
    offer_gone: {
      title: 'Ni ellir defnyddio’r cynnig mwyach',
      happened: 'Fe’i defnyddiwyd, fe’i tynnwyd yn ôl, neu daeth i ben.',
      next: 'Gwnewch gynnig newydd os nad oes gan y person dystysgrif eto.',
    },
    offer_locked: {
      title: 'Mae’r cynnig wedi’i gloi',
      happened: 'Rhoddwyd cod anghywir bum gwaith. Mae’r manylion seliedig wedi’u dileu.',
      next: 'Gwnewch yn siŵr eich bod yn delio â’r person cywir, yna gwnewch gynnig newydd.',
    },
    record_incomplete: {
      title: 'Mae cofnod y cyngor yn anghyflawn',
      happened: 'Mae’n brin o ffaith sydd ei hangen ar y dystysgrif hon, neu mae’n dal un annilys.',
      next: 'Cywirwch y cofnod yn system y cyngor ei hun, yna rhowch gynnig arall arni.',
    },
    records_away: {
      title: 'Ni ellir cyrraedd cofnodion y cyngor',
      happened: 'Nid yw eu system yn ateb, neu ddim mewn pryd. Ni chynigiwyd dim, ac ni chollwyd dim.',
      next: 'Rhowch gynnig arall arni ymhen munud. Dywedwch wrth bwy bynnag sy’n rhedeg y system honno os yw’n parhau.',
    },
    records_unusable: {
      title: 'Ni ellir darllen cofnodion y cyngor',
      happened: 'Mae eu system yn ateb, ond nid mewn ffurf y gellir ei defnyddio. Ni chynigiwyd dim.',
      next: 'Dywedwch wrth bwy bynnag sy’n rhedeg y system honno. Mae log y gwasanaeth hwn yn dweud ble mae’n mynd o’i le.',
    },
    not_signed_in: {
      title: 'Rydych wedi allgofnodi',
      happened: 'Mae angen i chi fewngofnodi i weld y dudalen hon.',
      next: 'Mewngofnodwch eto i fynd ymlaen. Cedwir yr hyn a gadwyd.',
    },
    forbidden: {
      title: 'Ni chewch wneud hyn',
      happened: 'Nid yw eich rôl, na’ch cyngor, yn caniatáu hynny.',
      next: 'Gofynnwch i weinyddwr eich tîm os oes angen y rôl arnoch.',
    },
    conflict: {
      title: 'Ni ellir gwneud hyn mwyach',
      happened: 'Newidiodd yr achos ar ôl i chi agor y dudalen hon.',
      next: 'Edrychwch ar yr achos eto cyn penderfynu.',
    },
    try_later: {
      title: 'Nid yw rhan o’r system yn ateb',
      happened: 'Ni chollwyd dim, ac ni wnaed dim yn rhannol.',
      next: 'Rhowch gynnig arall arni ymhen ychydig funudau. Dywedwch wrth eich gweinyddwr os yw’n parhau.',
    },
  },
})

/** Refusals as staff read them: as the citizen does, where nothing else needs saying. */
export const staffRefusals: { readonly en: SameShape<Situations>; readonly cy: SameShape<Situations> } = {
  en: { ...citizenRefusals.en, ...otherwise.en },
  cy: { ...citizenRefusals.cy, ...otherwise.cy },
}
