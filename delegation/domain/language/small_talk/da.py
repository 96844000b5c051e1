"""Small talk in Danish."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "hej, hejsa, goddag, godmorgen, god morgen, godaften, god aften, god eftermiddag, "
        "halløj, dav"
    ),
    thanks=(
        "mange tak, tusind tak, tak skal du have, tak for det, tak for hjælpen, "
        "tusind tak for hjælpen, mange tak for hjælpen, jeg takker, "
        "ok tak, okay tak, super tak, fint tak, perfekt tak, godt tak, tak igen, haha tak, "
        "tak for alt, tak for det hele, tak for din tid, tak for din hjælp, "
        "tak for al din hjælp, tak for tålmodigheden, tak for din tålmodighed, "
        "tak for svaret, tak for dit svar, tak for hurtigt svar"
    ),
    farewell=(
        "farvel, vi ses, vi tales ved, ha det godt, hav det godt, hav en god dag, "
        "ha en god dag, fortsat god dag, god weekend, godnat, god nat"
    ),
    acknowledgement="forstået, jeg forstår, det er forstået, modtaget",
    compliment=("perfekt, fantastisk, skønt, super, fedt, fremragende, godt arbejde, flot"),
    laughter="hahah, hihi",
    beside=(
        "for det, for alt, for hjælpen, for din hjælp, igen, også, til dig, til jer, meget, "
        "og, alle sammen"
    ),
    openers="og, åh, nå, ja så, så, mange, tusind, rigtig, virkelig, okay så",
    closers=(
        "igen, også, for det, for det hele, for alt, for hjælpen, for din hjælp, "
        "for jeres hjælp, for hurtig hjælp, for den hurtige hjælp, for svaret, for dit svar, "
        "for hurtigt svar, for tiden, for din tid, for tålmodigheden, for din tålmodighed, "
        "for informationen, for info, for oplysningerne, for god service, for støtten, "
        "for i dag, for nu, til dig, til jer, til alle, i lige måde, så meget, meget, "
        "rigtig meget"
    ),
    clauses=(
        "ok, okay, tak, hej hej, fint, det er fint, godt, det er godt, lyder godt, "
        "det lyder godt, dejligt, lækkert, herligt, topfint, alt i orden, i orden, "
        "det er i orden, meget venligt, det er meget venligt, du er sød, "
        "du har været en stor hjælp, du har været meget hjælpsom, det hjalp, det hjalp mig, "
        "stor hjælp, god service, flot arbejde, godt gået, jeg sætter pris på det, "
        "jeg er glad for hjælpen, det var alt, det er alt, det var det, det var det hele, "
        "det er det hele, så er det alt, det var alt for nu, alt er klart, god dag, "
        "god aften, god eftermiddag, rigtig god dag, hav en rigtig god dag, "
        "hav en dejlig dag, ha en god aften, hav en god aften, hav en god weekend, "
        "ha en god weekend, i lige måde, selv tak, velbekomme, venlig hilsen, mvh, "
        "vi snakkes, vi skrives ved, hav det"
    ),
    endings=(
        "nej, nej tak, nej mange tak, nej ellers tak, nej det var alt, nej det er alt, "
        "nej det var det, nej det var det hele, ikke lige nu, ikke nu, ikke i dag, intet, "
        "intet andet, ingenting, ikke mere, ikke mere tak, nej ikke mere, ikke andet, "
        "ikke andet tak, nej ikke andet, "
        "ikke flere spørgsmål"
    ),
    spellings=("thx=tak, taak=tak, okey=ok, hjælpn=hjælpen, hjaelpen=hjælpen, forstaet=forstået"),
)
