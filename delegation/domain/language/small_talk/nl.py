"""Small talk in Dutch."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "hallo, hoi, hoi hoi, hey, goedemorgen, goedemiddag, goedenavond, goede morgen, "
        "goede middag, goede avond, goeiemorgen, goedendag, dag allemaal"
    ),
    thanks=(
        "dank je, dankje, dank je wel, dankjewel, dank u, dank u wel, dankuwel, bedankt, "
        "hartelijk dank, hartelijk bedankt, heel erg bedankt, ontzettend bedankt, "
        "duizendmaal dank, veel dank, super bedankt"
    ),
    farewell=(
        "tot ziens, tot straks, tot later, tot morgen, tot de volgende keer, doei, doeg, "
        "doei doei, fijne dag, fijne dag nog, fijne avond, fijne avond nog, fijn weekend, "
        "prettige dag, prettige avond, prettig weekend, nog een fijne dag, goedenacht, "
        "welterusten, een fijne dag"
    ),
    acknowledgement=("begrepen, ik begrijp het, duidelijk, oké, in orde, snap ik, ik snap het"),
    compliment=(
        "geweldig, perfect, fantastisch, top, uitstekend, goed gedaan, goed werk, prachtig, "
        "schitterend"
    ),
    laughter="haha hihi, hihihi",
    beside=(
        "voor alles, voor de hulp, voor je hulp, voor uw hulp, nogmaals, ook, en, allemaal, "
        "heel, erg, hoor, jou, u"
    ),
    openers=("en, oh, ah, nou, nou dan, dan, heel, heel erg, zeer, echt, nogmaals, weer"),
    closers=(
        "nogmaals, weer, ook, hoor, echt, zeer, allemaal, iedereen, dan, voor alles, "
        "voor de hulp, voor je hulp, voor jouw hulp, voor uw hulp, voor jullie hulp, "
        "voor al je hulp, voor de snelle hulp, voor de goede hulp, voor de tijd, "
        "voor je tijd, voor uw tijd, voor het geduld, voor je geduld, voor uw geduld, "
        "voor de moeite, voor je moeite, voor uw moeite, voor de info, voor de informatie, "
        "voor het antwoord, voor je antwoord, voor uw antwoord, voor de snelle reactie, "
        "voor je reactie, voor uw reactie, voor de uitleg, voor de service, voor de steun, "
        "voor de tip, voor het helpen, voor vandaag, voor nu, van jou, meneer, mevrouw"
    ),
    clauses=(
        "ok, oke, okee, goed, prima, mooi, fijn, leuk, lekker, helder, helemaal goed, "
        "helemaal top, helemaal duidelijk, dat is duidelijk, dat is fijn, dat is goed, "
        "dat is mooi, dat is prima, dat is top, dat is geweldig, klinkt goed, "
        "dat klinkt goed, heel fijn, super, heel goed, heel vriendelijk, erg vriendelijk, "
        "heel behulpzaam, erg behulpzaam, je bent geweldig, je bent top, u bent geweldig, "
        "je hebt me goed geholpen, je hebt me enorm geholpen, u hebt me goed geholpen, "
        "u heeft me goed geholpen, dat helpt, dat heeft geholpen, goede service, top service, "
        "goed bezig, ik waardeer het, dat waardeer ik, dat is alles, dit is alles, "
        "dat was alles, dat was het, dat was het dan, dat is het, meer heb ik niet nodig, "
        "dat is genoeg, dat is alles voor nu, dat is alles voor vandaag, opgelost, geregeld, "
        "alles is duidelijk, alles duidelijk, fijne middag, fijne middag nog, fijne zondag, "
        "een fijne avond, een fijne dag nog, een prettige dag, nog een prettige dag, "
        "nog een fijne avond, jij ook, u ook, insgelijks, hetzelfde, groetjes, groeten, gr, "
        "mvg, met vriendelijke groet, dag, dag hoor, doeii, tot snel, tot dan, graag gedaan"
    ),
    endings=(
        "nee, nee dank je, nee dankje, nee dank u, nee bedankt, nee dankjewel, "
        "nee dank je wel, nee dank u wel, nee hoor, nee hoor bedankt, nee dat was het, "
        "nee dat is alles, nee dat was alles, nee dit was het, niks, niks meer, "
        "niks meer bedankt, niets, niets meer, niets meer bedankt, verder niets, verder niks, "
        "nee verder niets, nee verder niks, nu niet, "
        "nee nu niet, niet nu, op dit moment niet, voorlopig niet, geen vragen meer, "
        "nee geen vragen meer, verder geen vragen, ik heb geen vragen meer, "
        "ik heb niets meer nodig"
    ),
    spellings=(
        "dankuwel=dank u wel, dankjewel=dank je wel, dankje=dank je, dankuw=dank u, "
        "bedankr=bedankt, bedank=bedankt, bdankt=bedankt, bedant=bedankt, thnx=bedankt, "
        "thx=bedankt, oké=oke, okee=oke, okay=oke, ok=oke, oki=oke, hoii=hoi, tnx=bedankt"
    ),
)
