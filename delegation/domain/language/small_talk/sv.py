"""Small talk in Swedish."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "hej, hejsan, tjena, hallå, god morgon, godmorgon, god dag, god kväll, god middag, "
        "tja, hej på dig"
    ),
    thanks=(
        "tack, tack så mycket, tack så jättemycket, tusen tack, tackar, stort tack, "
        "tack för hjälpen, tack för det, tack snälla, tack tack, jättetack, tack ska du ha"
    ),
    farewell=(
        "hej då, hejdå, adjö, vi ses, vi hörs, ha det bra, ha det så bra, ha en bra dag, "
        "ha en fin dag, ha en trevlig dag, ha en bra kväll, trevlig helg, ha en trevlig helg, "
        "god natt, godnatt, ha det gott"
    ),
    acknowledgement="uppfattat, förstår, jag förstår, då vet jag, okej",
    compliment=(
        "perfekt, toppen, jättebra, utmärkt, fantastiskt, underbart, grymt, kanon, strålande, "
        "bra jobbat"
    ),
    laughter="hihihi, asg",
    beside=(
        "så mycket, för allt, för hjälpen, för din hjälp, igen, också, till dig, och, alla, mycket"
    ),
    openers=("och, åh, jaha, så, då så, okej då, väldigt, verkligen, ännu en gång, återigen"),
    closers=(
        "igen, också, så mycket, så jättemycket, verkligen, snälla, ännu en gång, detsamma, "
        "för det, för allt, för hjälpen, för din hjälp, för er hjälp, för all hjälp, "
        "för snabb hjälp, för den snabba hjälpen, för svaret, för ditt svar, för snabbt svar, "
        "för tiden, för din tid, för tålamodet, för ditt tålamod, för informationen, "
        "för infon, för stödet, för servicen, för bra service, för tipset, för idag, för nu, "
        "till dig, till er, till alla, då, alla"
    ),
    clauses=(
        "ok, okej, bra, det är bra, det var bra, det låter bra, låter bra, vad bra, så bra, "
        "mycket bra, vad snällt, vad trevligt, snällt, så snällt, trevligt, fint, kul, "
        "härligt, super, allt klart, allt är klart, då är det klart, det löste sig, löst, "
        "löst nu, klart, du är bäst, du är snäll, du är toppen, du har varit till stor hjälp, "
        "du har varit jättehjälpsam, det hjälpte, det hjälpte mycket, stor hjälp, "
        "bra service, bra hjälp, jag uppskattar det, uppskattas, det uppskattas, "
        "jag är tacksam, det var allt, det är allt, det var det, det var allt för nu, "
        "det var allt för idag, det räcker, det räcker så, det är allt jag behöver, "
        "det var allt jag behövde, ha en fin kväll, ha en fin helg, ha en bra helg, "
        "ha en trevlig kväll, ha en underbar dag, ha en härlig dag, ha det fint, "
        "trevlig kväll, trevlig dag, fin dag, detsamma, du också, dig med, "
        "med vänlig hälsning, mvh, hälsningar, hej hej, puss, vi hörs, tja då, varsågod, "
        "ingen orsak"
    ),
    endings=(
        "nej, nej tack, nej tack så mycket, nej tack det är bra, nej det är bra, "
        "nej det är bra tack, nej det var allt, nej det är allt, nej det var det, inte nu, "
        "inte just nu, nej inte just nu, inte idag, ingenting, ingenting annat, "
        "ingenting mer, inget, inget annat, inget annat tack, inget mer, inget mer tack, "
        "nej inget mer, nej inget annat, "
        "inga fler frågor, nej inga fler frågor, jag behöver inget mer"
    ),
    spellings=(
        "tackk=tack, tck=tack, thx=tack, tackar=tack, okey=okej, okay=okej, ok=okej, "
        "oki=okej, hejj=hej, hejdå=hej då, jattebra=jättebra, forstar=förstår"
    ),
)
