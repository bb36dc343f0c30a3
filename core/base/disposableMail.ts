/** Domains whose letterboxes anybody opens for ten minutes: the ones that are met, not all that there are. */
const domains: ReadonlySet<string> = new Set(
  `
  0-mail.com 0wnd.net 10minemail.com 10minutemail.co.uk 10minutemail.com 10minutemail.de 10minutemail.net 10minutemail.org
  10minutesmail.com 10minutmail.pl 1secmail.com 1secmail.net 1secmail.org 20email.eu 20mail.eu 20mail.it 20minutemail.com
  2prong.com 3d-painting.com 4warding.com 5mail.cf 6paq.com 9ox.net anonbox.net anonymbox.com antichef.com
  antispam.de armyspy.com binkmail.com bobmail.info bofthew.com boun.cr bouncr.com breakthru.com brefmail.com bspamfree.org
  bugmenot.com bumpymail.com burnermail.io buymoreplays.com byom.de casualdx.com chacuo.net chammy.info courriel.fr.nf
  crazymailing.com cuvox.de dayrep.com deadaddress.com despam.it devnullmail.com dfgh.net disbox.net disbox.org discard.email
  discardmail.com discardmail.de disposableaddress.com disposableemailaddresses.com disposableinbox.com
  dispose.it dispostable.com dodgeit.com dodgit.com dontreg.com dropmail.me dump-email.info dumpmail.de dumpyemail.com
  e4ward.com easytrashmail.com einrot.com einrot.de email-fake.com email60.com emailfake.com emailigo.de emailondeck.com
  emailsensei.com emailtemporario.com.br emailtmp.com emailwarden.com emltmp.com eyepaste.com fake-box.com fakeinbox.com
  fakemail.net fakemailgenerator.com fastacura.com fastmazda.com fettometern.com filzmail.com fivemail.de fleckens.hu
  freundin.ru front14.org fudgerub.com garliclife.com gelitik.in get1mail.com get2mail.fr getairmail.com
  getmails.eu getnada.com getonemail.com ghosttexter.de girlsundertheinfluence.com gishpuppy.com great-host.in
  greensloth.com grr.la gsrv.co.uk guerillamail.biz guerillamail.com guerillamail.net guerillamail.org guerrillamail.biz
  guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com
  gustr.com harakirimail.com hidemail.de hidzz.com hmamail.com hochsitze.com hotpop.com ieatspam.eu ieatspam.info
  imails.info inboxalias.com inboxbear.com inboxclean.com inboxclean.org inboxkitten.com incognitomail.com
  incognitomail.net incognitomail.org insorg-mail.info instant-mail.de ipoo.org irish2me.com jetable.com jetable.fr.nf
  jetable.net jetable.org jourrapide.com kasmail.com killmail.com killmail.net klassmaster.com klzlk.com
  koszmail.pl kurzepost.de lawlita.com letthemeatspam.com lhsdv.com linshiyouxiang.net litedrop.com lookugly.com
  lortemail.dk luxusmail.org mail-temporaire.com mail-temporaire.fr mail.tm mail1a.de mail21.cc mail333.com mail4trash.com
  mailbidon.com mailblocks.com mailcatch.com maildrop.cc maildu.de maileater.com mailexpire.com mailforspam.com
  mailfreeonline.com mailguard.me mailimate.com mailin8r.com mailinater.com mailinator.com mailinator.net mailinator.org
  mailinator2.com mailincubator.com mailmetrash.com mailmoat.com mailnesia.com mailnull.com mailpick.biz mailpoof.com
  mailsac.com mailscrap.com mailshell.com mailsiphon.com mailslite.com mailtemp.info mailtemporaire.com mailtemporaire.fr
  mailtothis.com mailzilla.com mailzilla.org meltmail.com mierdamail.com minutemailbox.com minuteinbox.com mintemail.com
  moakt.cc moakt.co moakt.com moakt.ws mohmal.com mohmal.in moncourrier.fr.nf monemail.fr.nf monmail.fr.nf mt2015.com
  mvrht.com mytemp.email mytempemail.com mytrashmail.com nada.email nepwk.com nervmich.net nervtmich.net
  netmails.com netzidiot.de neverbox.com nobulk.com noclickemail.com nogmailspam.info nomail.xl.cx nomail2me.com nospam.ze.tc
  nospam4.us nospamfor.us nospammail.net notmailinator.com nowmymail.com nurfuerspam.de objectmail.com obobbo.com
  odaymail.com oneoffemail.com onewaymail.com oopi.org opayq.com owlpic.com pjjkp.com plexolan.de pokemail.net pookmail.com
  privy-mail.com proxymail.eu punkass.com putthisinyourspamdatabase.com quickinbox.com rcpt.at receiveee.com
  recode.me regbypass.com rejectmail.com rhyta.com rmqkr.net rtrtr.com safetymail.info sandelf.de saynotospams.com
  selfdestructingmail.com sendspamhere.com sharklasers.com shieldemail.com shiftmail.com shitmail.me shortmail.net
  shut.name skeefmail.com slaskpost.se slopsbox.com smashmail.de smellfear.com snakemail.com sneakemail.com
  sneakmail.de snkmail.com sofimail.com sofort-mail.de sogetthis.com soodonims.com spam4.me spamavert.com spambob.com
  spambob.net spambob.org spambog.com spambog.de spambog.ru spambox.us spamcannon.com spamcannon.net spamcero.com
  spamcorptastic.com spamcowboy.com spamcowboy.net spamcowboy.org spamday.com spamdecoy.net spamex.com spamfree24.com
  spamfree24.de spamfree24.eu spamfree24.net spamfree24.org spamgourmet.com spamgourmet.net spamgourmet.org spamherelots.com
  spamhereplease.com spamhole.com spamify.com spaml.com spaml.de spammotel.com spamobox.com spamspot.com spamthis.co.uk
  spamthisplease.com speed.1s.fr spikio.com superrito.com suremail.info tafmail.com teewars.org teleworm.com teleworm.us
  temp-mail.com temp-mail.de temp-mail.io temp-mail.org temp-mail.ru tempail.com tempe-mail.com tempemail.co.za
  tempemail.com tempemail.net tempinbox.co.uk tempinbox.com tempmail.com tempmail.de tempmail.eu tempmail.it tempmail.net
  tempmail.plus tempmail2.com tempmailaddress.com tempmailer.com tempmailer.de tempmailo.com tempomail.fr temporarily.de
  temporarioemail.com.br temporaryemail.net temporaryemail.us temporaryforwarding.com temporaryinbox.com tempr.email
  thanksnospam.info thankyou2010.com thisisnotmyrealemail.com throwawayemailaddress.com throwawaymail.com tilien.com
  tittbit.in tmail.ws tmailinator.com tmpmail.net tmpmail.org toiea.com tradermail.info trash-amil.com trash-mail.at
  trash-mail.com trash-mail.de trash2009.com trashdevil.com trashemail.de trashmail.at trashmail.com trashmail.de trashmail.me
  trashmail.net trashmail.org trashmail.ws trashmailer.com trashymail.com trashymail.net trbvm.com trialmail.de twinmail.de
  tyldd.com uggsrock.com upliftnow.com veryrealemail.com viditag.com vomoto.com vpn.st wegwerf-email.de wegwerf-emails.de
  wegwerfadresse.de wegwerfemail.com wegwerfemail.de wegwerfmail.de wegwerfmail.info wegwerfmail.net wegwerfmail.org
  wh4f.org whyspam.me willhackforfood.biz willselfdestruct.com winemaven.info wronghead.com wuzup.net wuzupmail.net
  xagloo.com xemaps.com xents.com xmaily.com xoxy.net yep.it yogamaven.com yomail.info yopmail.com yopmail.fr yopmail.gq
  yopmail.net you-spam.com yuurok.com zehnminutenmail.de zippymail.info zoaxe.com zoemail.org
  `
    .trim()
    .split(/\s+/),
);

/** Whether the address is of such a domain, or of one below it. */
export function isDisposable(email: string): boolean {
  let domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  while (!domains.has(domain)) {
    const dot = domain.indexOf('.');
    if (dot < 0) return false;
    domain = domain.slice(dot + 1);
  }
  return true;
}
