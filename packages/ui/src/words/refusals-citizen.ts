import { bilingual } from './bilingual.ts'

/** Refusals as a citizen reads them, in the wallet and on forms. */
export const citizenRefusals = bilingual({
  en: {
    withdrawn: {
      title: 'This credential has been withdrawn',
      happened: 'The council that issued it has withdrawn it, so it can’t be used.',
      next: 'You can fill in the form by hand. Contact the council if you think this is a mistake.',
    },
    suspended: {
      title: 'This credential is suspended',
      happened: 'The council that issued it has suspended it, so it can’t be used for now.',
      next: 'You can fill in the form by hand. The council can tell you why, and can make it active again.',
    },
    expired: {
      title: 'This credential has expired',
      happened: 'Its last day has passed.',
      next: 'You can fill in the form by hand. Ask the council that issued it for a new one.',
    },
    issuer_not_accredited: {
      title: 'This credential can’t be accepted',
      happened: 'The organisation that issued it isn’t accredited to issue credentials of this type.',
      next: 'You can fill in the form by hand.',
    },
    issuer_unconfirmed: {
      title: 'We can’t confirm who issued this credential',
      happened: 'It isn’t signed in the way its issuer publishes, so it can’t be trusted.',
      next: 'You can fill in the form by hand. Ask the council that issued it for a new one.',
    },
    status_unclear: {
      title: 'We can’t tell whether this credential still stands',
      happened: 'Its issuer’s list of withdrawn credentials doesn’t say.',
      next: 'You can fill in the form by hand. Ask the council that issued it for a new one.',
    },
    other_credential: {
      title: 'That is a different credential',
      happened: 'The form asked for one type of credential and the wallet sent another.',
      next: 'Try again and choose the credential that the form asks for, or fill in the form by hand.',
    },
    another_person: {
      title: 'These credentials are about different people',
      happened: 'The names or dates of birth on the credentials that you shared are not the same.',
      next: 'Try again and choose credentials that are about the same person, or fill in the form by hand.',
    },
    beyond_scope: {
      title: 'You may not act for this person in this',
      happened: 'Your representation is for other matters than the one that this form is about.',
      next: 'You can fill in the form by hand. Ask the council that issued the representation whether it can cover this too.',
    },
    not_acting_today: {
      title: 'You may not act for this person today',
      happened: 'Your representation has not begun yet, or has ended.',
      next: 'You can fill in the form by hand. Ask the council that issued the representation whether it can be renewed.',
    },
    number_wrong: {
      title: 'That is not the number that your wallet shows',
      happened: 'The wallet that answered this form shows another number.',
      next: 'Look at your wallet again and type all three digits. If it shows no number, start again from this form.',
    },
    facts_missing: {
      title: 'The form needs something that wasn’t shared',
      happened: 'A required fact was missing from what the wallet sent, so nothing was used.',
      next: 'Try again and share everything marked as required, or fill in the form by hand.',
    },
    form_not_live: {
      title: 'This form can’t be filled in from a wallet yet',
      happened: 'The council isn’t accredited to ask for these facts. Nothing was asked of your wallet.',
      next: 'You can fill in the form by hand.',
    },
    declined: {
      title: 'Nothing was shared',
      happened: 'You chose not to share your credential.',
      next: 'You can fill in the form by hand, or try again.',
    },
    wallet_cannot_answer: {
      title: 'Your wallet couldn’t answer this form',
      happened: 'The wallet said that it can’t do what the form asks. Nothing was shared, and it is no mistake of yours.',
      next: 'Fill in the form by hand, or try again with another wallet.',
    },
    request_gone: {
      title: 'This request has run out',
      happened: 'Requests last 20 minutes, and each can be used once.',
      next: 'Go back to the form and get a new code. What you typed there is kept.',
    },
    already_answered: {
      title: 'This request was answered already',
      happened: 'Each request can be answered once.',
      next: 'Go back to the form. If it isn’t filled in, get a new code there.',
    },
    answer_unreadable: {
      title: 'The wallet’s answer couldn’t be used',
      happened: 'What the wallet sent is damaged or wasn’t meant for this request. Nothing was used.',
      next: 'Try again. If it keeps happening, fill in the form by hand.',
    },
    came_back_elsewhere: {
      title: 'We can’t match your answer to this form',
      happened: 'The answer came back to another browser or another copy of the form.',
      next: 'Go back to the form that you started with, or start again there.',
    },
    offer_gone: {
      title: 'This offer can’t be used any more',
      happened: 'It was used already, has run out, or never existed.',
      next: 'If you added this credential before, it is in your wallet. If not, ask the council for a new offer.',
    },
    code_wrong: {
      title: 'That code isn’t right',
      happened: 'The code doesn’t match the one that the council sent you.',
      next: 'Check it and try again. After five wrong codes the offer stops working.',
    },
    offer_locked: {
      title: 'This offer is locked',
      happened: 'A wrong code was entered five times, so the offer can no longer be used.',
      next: 'Ask the council for a new offer.',
    },
    code_missing: {
      title: 'Enter the code that the council sent you',
      happened: 'This offer needs its code.',
      next: 'Look for it in the message, letter or call from the council.',
    },
    collecting_failed: {
      title: 'The credential couldn’t be added',
      happened: 'The council’s service and your wallet didn’t agree on a step. Nothing was lost.',
      next: 'Try again. If it keeps happening, ask the council for a new offer.',
    },
    collecting_ended: {
      title: 'Collecting this credential has run out',
      happened: 'What your wallet asked for was used already, or took too long.',
      next: 'Go back to your wallet and start again. Nothing was lost.',
    },
    cannot_tell: {
      title: 'We can’t tell just now whether this credential can be accepted',
      happened: 'The lists that say what still stands can’t be reached, and what we know is too old to rely on. Nobody says that anything is wrong with it.',
      next: 'Try again in a few minutes, or fill in the form by hand.',
    },
    try_later: {
      title: 'Sorry, this can’t be checked just now',
      happened: 'A service that we need isn’t answering. Nothing was lost.',
      next: 'Try again in a few minutes, or fill in the form by hand.',
    },
    too_many: {
      title: 'Too many tries in a short time',
      happened: 'We slow things down to keep everyone’s data safe.',
      next: 'Wait a minute and try again.',
    },
    too_large: {
      title: 'That is too large',
      happened: 'More was sent than this page takes.',
      next: 'Go back and shorten it.',
    },
    not_found: {
      title: 'Page not found',
      happened: 'There is nothing at this address.',
      next: 'Check the address, or go back to where you came from.',
    },
    not_understood: {
      title: 'Sorry, something went wrong',
      happened: 'The request wasn’t in a form that this service takes.',
      next: 'Go back and try again.',
    },
    not_signed_in: {
      title: 'You are signed out',
      happened: 'Sign-in runs out after a while to keep your details safe.',
      next: 'Sign in again to go on.',
    },
    forbidden: {
      title: 'You can’t do this',
      happened: 'Your account doesn’t allow it.',
      next: 'Contact the council if you think it should.',
    },
    identity_not_confirmed: {
      title: 'We can’t be sure enough that it is you',
      happened: 'You signed in, but your identity isn’t confirmed there as surely as the council needs it. Nothing was done.',
      next: 'Prove your identity where you sign in, then begin again. If you can’t, contact the council: it can help you another way.',
    },
    conflict: {
      title: 'This has changed in the meantime',
      happened: 'Somebody or something else was quicker.',
      next: 'Reload the page and look again.',
    },
    record_incomplete: {
      title: 'The council’s record is incomplete',
      happened: 'The council holds too little to issue this credential.',
      next: 'Contact the council to have your record put right.',
    },
    records_away: {
      title: 'The council’s records can’t be reached',
      happened: 'The system that holds them doesn’t answer now.',
      next: 'Try again in a few minutes.',
    },
    records_unusable: {
      title: 'The council’s records can’t be read',
      happened: 'Something is wrong with the system that holds them.',
      next: 'Contact the council if it goes on.',
    },
  },
  cy: {
    withdrawn: {
      title: 'Mae’r dystysgrif ddigidol hon wedi’i thynnu’n ôl',
      happened: 'Mae’r cyngor a’i rhoddodd wedi’i thynnu’n ôl, felly ni ellir ei defnyddio.',
      next: 'Gallwch lenwi’r ffurflen â llaw. Cysylltwch â’r cyngor os ydych yn credu mai camgymeriad yw hyn.',
    },
    suspended: {
      title: 'Mae’r dystysgrif ddigidol hon wedi’i hatal',
      happened: 'Mae’r cyngor a’i rhoddodd wedi’i hatal, felly ni ellir ei defnyddio am y tro.',
      next: 'Gallwch lenwi’r ffurflen â llaw. Gall y cyngor ddweud pam, a’i gwneud yn weithredol eto.',
    },
    expired: {
      title: 'Mae’r dystysgrif ddigidol hon wedi dod i ben',
      happened: 'Mae ei diwrnod olaf wedi mynd heibio.',
      next: 'Gallwch lenwi’r ffurflen â llaw. Gofynnwch i’r cyngor a’i rhoddodd am un newydd.',
    },
    issuer_not_accredited: {
      title: 'Ni ellir derbyn y dystysgrif ddigidol hon',
      happened: 'Nid yw’r sefydliad a’i rhoddodd wedi’i achredu i roi tystysgrifau o’r math hwn.',
      next: 'Gallwch lenwi’r ffurflen â llaw.',
    },
    issuer_unconfirmed: {
      title: 'Ni allwn gadarnhau pwy roddodd y dystysgrif ddigidol hon',
      happened: 'Nid yw wedi’i llofnodi yn y ffordd y mae ei rhoddwr yn ei chyhoeddi, felly ni ellir ymddiried ynddi.',
      next: 'Gallwch lenwi’r ffurflen â llaw. Gofynnwch i’r cyngor a’i rhoddodd am un newydd.',
    },
    status_unclear: {
      title: 'Ni allwn ddweud a yw’r dystysgrif ddigidol hon yn dal i sefyll',
      happened: 'Nid yw rhestr ei rhoddwr o dystysgrifau a dynnwyd yn ôl yn dweud.',
      next: 'Gallwch lenwi’r ffurflen â llaw. Gofynnwch i’r cyngor a’i rhoddodd am un newydd.',
    },
    other_credential: {
      title: 'Tystysgrif ddigidol wahanol yw honno',
      happened: 'Gofynnodd y ffurflen am un math o dystysgrif ac anfonodd y waled un arall.',
      next: 'Rhowch gynnig arall arni a dewis y dystysgrif y mae’r ffurflen yn gofyn amdani, neu lenwi’r ffurflen â llaw.',
    },
    another_person: {
      title: 'Mae’r tystysgrifau hyn am bobl wahanol',
      happened: 'Nid yw’r enwau neu’r dyddiadau geni ar y tystysgrifau a rannwyd gennych yr un fath.',
      next: 'Rhowch gynnig arall arni a dewis tystysgrifau sydd am yr un person, neu lenwi’r ffurflen â llaw.',
    },
    beyond_scope: {
      title: 'Ni chewch weithredu dros y person hwn yn hyn',
      happened: 'Mae eich cynrychiolaeth ar gyfer materion eraill na’r un y mae’r ffurflen hon yn ymwneud ag ef.',
      next: 'Gallwch lenwi’r ffurflen â llaw. Gofynnwch i’r cyngor a roddodd y gynrychiolaeth a all gynnwys hyn hefyd.',
    },
    not_acting_today: {
      title: 'Ni chewch weithredu dros y person hwn heddiw',
      happened: 'Nid yw eich cynrychiolaeth wedi dechrau eto, neu mae wedi dod i ben.',
      next: 'Gallwch lenwi’r ffurflen â llaw. Gofynnwch i’r cyngor a roddodd y gynrychiolaeth a oes modd ei hadnewyddu.',
    },
    number_wrong: {
      title: 'Nid dyna’r rhif y mae eich waled yn ei ddangos',
      happened: 'Mae’r waled a atebodd y ffurflen hon yn dangos rhif arall.',
      next: 'Edrychwch ar eich waled eto a theipiwch y tri digid. Os nad yw’n dangos rhif, dechreuwch eto o’r ffurflen hon.',
    },
    facts_missing: {
      title: 'Mae ar y ffurflen angen rhywbeth na chafodd ei rannu',
      happened: 'Roedd ffaith ofynnol ar goll o’r hyn a anfonodd y waled, felly ni ddefnyddiwyd dim.',
      next: 'Rhowch gynnig arall arni a rhannu popeth sydd wedi’i nodi’n ofynnol, neu lenwi’r ffurflen â llaw.',
    },
    form_not_live: {
      title: 'Ni ellir llenwi’r ffurflen hon o waled eto',
      happened: 'Nid yw’r cyngor wedi’i achredu i ofyn am y ffeithiau hyn. Ni ofynnwyd dim i’ch waled.',
      next: 'Gallwch lenwi’r ffurflen â llaw.',
    },
    declined: {
      title: 'Ni rannwyd dim',
      happened: 'Dewisoch beidio â rhannu eich tystysgrif ddigidol.',
      next: 'Gallwch lenwi’r ffurflen â llaw, neu roi cynnig arall arni.',
    },
    wallet_cannot_answer: {
      title: 'Ni allai eich waled ateb y ffurflen hon',
      happened: 'Dywedodd y waled na all wneud yr hyn y mae’r ffurflen yn ei ofyn. Ni rannwyd dim, ac ni wnaethoch chi ddim o’i le.',
      next: 'Llenwch y ffurflen â llaw, neu rhowch gynnig arall arni â waled arall.',
    },
    request_gone: {
      title: 'Mae’r cais hwn wedi dod i ben',
      happened: 'Mae ceisiadau’n para 20 munud, a gellir defnyddio pob un unwaith.',
      next: 'Ewch yn ôl i’r ffurflen a chael cod newydd. Cedwir yr hyn y gwnaethoch ei deipio yno.',
    },
    already_answered: {
      title: 'Atebwyd y cais hwn eisoes',
      happened: 'Gellir ateb pob cais unwaith.',
      next: 'Ewch yn ôl i’r ffurflen. Os nad yw wedi’i llenwi, mynnwch god newydd yno.',
    },
    answer_unreadable: {
      title: 'Ni ellid defnyddio ateb y waled',
      happened: 'Mae’r hyn a anfonodd y waled wedi’i ddifrodi neu nid oedd ar gyfer y cais hwn. Ni ddefnyddiwyd dim.',
      next: 'Rhowch gynnig arall arni. Os yw’n dal i ddigwydd, llenwch y ffurflen â llaw.',
    },
    came_back_elsewhere: {
      title: 'Ni allwn gysylltu eich ateb â’r ffurflen hon',
      happened: 'Daeth yr ateb yn ôl i borwr arall neu i gopi arall o’r ffurflen.',
      next: 'Ewch yn ôl i’r ffurflen y dechreuoch â hi, neu ddechrau eto yno.',
    },
    offer_gone: {
      title: 'Ni ellir defnyddio’r cynnig hwn mwyach',
      happened: 'Cafodd ei ddefnyddio eisoes, mae wedi dod i ben, neu ni fu erioed.',
      next: 'Os ychwanegoch y dystysgrif hon o’r blaen, mae yn eich waled. Os na, gofynnwch i’r cyngor am gynnig newydd.',
    },
    code_wrong: {
      title: 'Nid yw’r cod hwnnw’n gywir',
      happened: 'Nid yw’r cod yn cyfateb i’r un a anfonodd y cyngor atoch.',
      next: 'Gwiriwch ef a rhoi cynnig arall arni. Ar ôl pum cod anghywir bydd y cynnig yn peidio â gweithio.',
    },
    offer_locked: {
      title: 'Mae’r cynnig hwn wedi’i gloi',
      happened: 'Rhoddwyd cod anghywir bum gwaith, felly ni ellir defnyddio’r cynnig mwyach.',
      next: 'Gofynnwch i’r cyngor am gynnig newydd.',
    },
    code_missing: {
      title: 'Rhowch y cod a anfonodd y cyngor atoch',
      happened: 'Mae angen cod ar y cynnig hwn.',
      next: 'Chwiliwch amdano yn y neges, y llythyr neu’r alwad gan y cyngor.',
    },
    collecting_failed: {
      title: 'Ni ellid ychwanegu’r dystysgrif ddigidol',
      happened: 'Ni chytunodd gwasanaeth y cyngor a’ch waled ar gam. Ni chollwyd dim.',
      next: 'Rhowch gynnig arall arni. Os yw’n dal i ddigwydd, gofynnwch i’r cyngor am gynnig newydd.',
    },
    collecting_ended: {
      title: 'Mae’r amser i gasglu’r dystysgrif ddigidol hon ar ben',
      happened: 'Defnyddiwyd yr hyn y gofynnodd eich waled amdano eisoes, neu cymerodd ormod o amser.',
      next: 'Ewch yn ôl i’ch waled a dechreuwch eto. Ni chollwyd dim.',
    },
    cannot_tell: {
      title: 'Ni allwn ddweud ar hyn o bryd a ellir derbyn y dystysgrif hon',
      happened: 'Ni ellir cyrraedd y rhestrau sy’n dweud beth sy’n dal i sefyll, ac mae’r hyn a wyddom yn rhy hen i ddibynnu arno. Nid oes neb yn dweud bod dim o’i le arni.',
      next: 'Rhowch gynnig arall arni ymhen ychydig funudau, neu lenwi’r ffurflen â llaw.',
    },
    try_later: {
      title: 'Mae’n ddrwg gennym, ni ellir gwirio hyn ar hyn o bryd',
      happened: 'Nid yw gwasanaeth sydd ei angen arnom yn ateb. Ni chollwyd dim.',
      next: 'Rhowch gynnig arall arni ymhen ychydig funudau, neu lenwi’r ffurflen â llaw.',
    },
    too_many: {
      title: 'Gormod o geisiau mewn amser byr',
      happened: 'Rydym yn arafu pethau i gadw data pawb yn ddiogel.',
      next: 'Arhoswch funud a rhoi cynnig arall arni.',
    },
    too_large: {
      title: 'Mae hynny’n rhy fawr',
      happened: 'Anfonwyd mwy nag y mae’r dudalen hon yn ei gymryd.',
      next: 'Ewch yn ôl a’i fyrhau.',
    },
    not_found: {
      title: 'Heb ddod o hyd i’r dudalen',
      happened: 'Nid oes dim yn y cyfeiriad hwn.',
      next: 'Gwiriwch y cyfeiriad, neu ewch yn ôl i’r man y daethoch ohono.',
    },
    not_understood: {
      title: 'Mae’n ddrwg gennym, aeth rhywbeth o’i le',
      happened: 'Nid oedd y cais ar ffurf y mae’r gwasanaeth hwn yn ei chymryd.',
      next: 'Ewch yn ôl a rhoi cynnig arall arni.',
    },
    not_signed_in: {
      title: 'Rydych wedi allgofnodi',
      happened: 'Mae mewngofnodi’n dod i ben ar ôl ychydig i gadw eich manylion yn ddiogel.',
      next: 'Mewngofnodwch eto i fynd ymlaen.',
    },
    forbidden: {
      title: 'Ni allwch wneud hyn',
      happened: 'Nid yw eich cyfrif yn caniatáu hynny.',
      next: 'Cysylltwch â’r cyngor os ydych yn credu y dylai.',
    },
    identity_not_confirmed: {
      title: 'Ni allwn fod yn ddigon sicr mai chi sydd yno',
      happened: 'Rydych wedi mewngofnodi, ond nid yw eich hunaniaeth wedi’i chadarnhau yno mor sicr ag sydd ei angen ar y cyngor. Ni wnaed dim.',
      next: 'Profwch eich hunaniaeth lle rydych yn mewngofnodi, yna dechreuwch eto. Os na allwch, cysylltwch â’r cyngor: gall eich helpu mewn ffordd arall.',
    },
    conflict: {
      title: 'Mae hyn wedi newid yn y cyfamser',
      happened: 'Roedd rhywun neu rywbeth arall yn gynt.',
      next: 'Ail-lwythwch y dudalen ac edrych eto.',
    },
    record_incomplete: {
      title: 'Mae cofnod y cyngor yn anghyflawn',
      happened: 'Nid yw’r cyngor yn dal digon i roi’r dystysgrif ddigidol hon.',
      next: 'Cysylltwch â’r cyngor i gywiro eich cofnod.',
    },
    records_away: {
      title: 'Ni ellir cyrraedd cofnodion y cyngor',
      happened: 'Nid yw’r system sy’n eu dal yn ateb ar hyn o bryd.',
      next: 'Rhowch gynnig arall arni ymhen ychydig funudau.',
    },
    records_unusable: {
      title: 'Ni ellir darllen cofnodion y cyngor',
      happened: 'Mae rhywbeth o’i le ar y system sy’n eu dal.',
      next: 'Cysylltwch â’r cyngor os yw’n parhau.',
    },
  },
})
