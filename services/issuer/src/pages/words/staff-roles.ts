import { bilingual } from '@counterfoil/ui/words'

/** What roles are called, and what is said to whoever lacks one. */
export const staffRoleWords = bilingual({
  en: {
    roles: { caseworker: 'caseworker', approver: 'approver', 'catalogue-editor': 'catalogue editor', auditor: 'auditor', operator: 'operator', 'authority-admin': 'authority administrator' },
    missing: {
      title: 'Your role doesn’t allow this',
      happened: 'You are signed in, but this page is for others. Nothing was changed.',
      who: 'These roles may use it:',
      next: 'If you need it for your work, ask an authority administrator of your council, who can have the role given to you by your council’s sign-in. Then sign in again.',
    },
    noRole: {
      title: 'Your account has no role here',
      happened: 'Your council’s sign-in says who you are, but not what you may do in this service.',
      next: 'Ask your manager, or an authority administrator of your council, to have you put into the right group. Then sign in again.',
    },
    leftOut: {
      title: 'Your council’s sign-in didn’t say what you may do',
      happened: 'Your account is in so many groups that the sign-in left all of them out.',
      next: 'Tell your council’s IT team: the application has to be told the groups that are assigned to it alone, or application roles.',
    },
    several: {
      title: 'Your account belongs to several councils',
      happened: 'Your council’s sign-in has put you into groups of more than one council. This service shows the cases of one only.',
      next: 'Ask your council’s IT team for an account for each council that you work for.',
    },
  },
  cy: {
    roles: { caseworker: 'gweithiwr achos', approver: 'cymeradwywr', 'catalogue-editor': 'golygydd y catalog', auditor: 'archwilydd', operator: 'gweithredwr', 'authority-admin': 'gweinyddwr yr awdurdod' },
    missing: {
      title: 'Nid yw eich rôl yn caniatáu hyn',
      happened: 'Rydych wedi mewngofnodi, ond i eraill y mae’r dudalen hon. Ni newidiwyd dim.',
      who: 'Gall y rolau hyn ei defnyddio:',
      next: 'Os oes ei hangen arnoch ar gyfer eich gwaith, gofynnwch i weinyddwr awdurdod eich cyngor, a all drefnu i fewngofnodi’r cyngor roi’r rôl i chi. Yna mewngofnodwch eto.',
    },
    noRole: {
      title: 'Nid oes gan eich cyfrif rôl yma',
      happened: 'Mae mewngofnodi eich cyngor yn dweud pwy ydych chi, ond nid beth y cewch ei wneud yn y gwasanaeth hwn.',
      next: 'Gofynnwch i’ch rheolwr, neu i weinyddwr awdurdod eich cyngor, am gael eich rhoi yn y grŵp cywir. Yna mewngofnodwch eto.',
    },
    leftOut: {
      title: 'Ni ddywedodd mewngofnodi eich cyngor beth y cewch ei wneud',
      happened: 'Mae eich cyfrif mewn cynifer o grwpiau fel y gadawodd y mewngofnodi bob un allan.',
      next: 'Dywedwch wrth dîm TG eich cyngor: rhaid dweud wrth y rhaglen am y grwpiau a neilltuwyd iddi hi yn unig, neu am rolau rhaglen.',
    },
    several: {
      title: 'Mae eich cyfrif yn perthyn i sawl cyngor',
      happened: 'Mae mewngofnodi eich cyngor wedi eich rhoi mewn grwpiau mwy nag un cyngor. Mae’r gwasanaeth hwn yn dangos achosion un yn unig.',
      next: 'Gofynnwch i dîm TG eich cyngor am gyfrif ar gyfer pob cyngor rydych yn gweithio iddo.',
    },
  },
})
