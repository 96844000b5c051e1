"""Small talk in German."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "hallo, hi, hey, hallöchen, guten tag, guten morgen, guten abend, moin, moin moin, "
        "grüß gott, grüezi"
    ),
    thanks=(
        "danke, vielen dank, danke schön, dankeschön, danke sehr, besten dank, "
        "herzlichen dank, tausend dank, danke dir, danke ihnen, lieben dank, vielen lieben dank"
    ),
    farewell=(
        "tschüss, tschüß, tschau, auf wiedersehen, wiedersehen, bis bald, bis später, "
        "bis morgen, bis dann, schönen tag, schönen abend, einen schönen tag, "
        "einen schönen abend, schönes wochenende, schönen tag noch, gute nacht, mach's gut"
    ),
    acknowledgement="verstanden, alles klar, in ordnung, verstehe, ich verstehe",
    compliment=("super, perfekt, toll, prima, klasse, ausgezeichnet, wunderbar, sehr gut"),
    laughter="lol, hihi",
    beside=(
        "sehr, noch, dir, ihnen, euch, für alles, für die hilfe, für ihre hilfe, "
        "für deine hilfe, und, zusammen, nochmals, nochmal, dann, auch, ebenso, wirklich"
    ),
    openers=(
        "und, ach, oh, ah, na dann, dann, also, sehr, nochmals, nochmal, noch, gut dann, "
        "ok dann, wirklich"
    ),
    closers=(
        "nochmals, nochmal, noch, noch mal, sehr, schön, vielmals, dir, ihnen, euch, auch, "
        "ebenfalls, ebenso, gleichfalls, wirklich, dann, zusammen, leute, für alles, "
        "für die hilfe, für ihre hilfe, für deine hilfe, für eure hilfe, "
        "für die schnelle hilfe, für die tolle hilfe, für ihre mühe, für deine mühe, "
        "für die mühe, für ihre zeit, für deine zeit, für die zeit, für ihre geduld, "
        "für deine geduld, für die geduld, für die info, für die infos, für die information, "
        "für die informationen, für die auskunft, für ihre auskunft, für die antwort, "
        "für ihre antwort, für die schnelle antwort, für die unterstützung, "
        "für ihre unterstützung, für deine unterstützung, für den tipp, für den hinweis, "
        "für den service, fürs helfen, für heute, erstmal, soweit, fürs erste"
    ),
    clauses=(
        "ok, gut, sehr gut, alles gut, alles klar soweit, passt, passt so, das passt, "
        "passt perfekt, schön, wunderbar, spitze, fantastisch, großartig, genial, "
        "hervorragend, sehr schön, sehr nett, das ist nett, das ist sehr nett, "
        "sehr freundlich, das ist gut, das ist super, das ist toll, das ist perfekt, "
        "das klingt gut, klingt gut, sehr hilfreich, das war sehr hilfreich, das hilft mir, "
        "das hilft mir weiter, das hat geholfen, das hat mir geholfen, "
        "das hat mir sehr geholfen, sie haben mir sehr geholfen, du hast mir sehr geholfen, "
        "gute arbeit, toller service, guter service, super service, ich danke ihnen, "
        "ich danke dir, ich bedanke mich, danke danke, das ist alles, das war alles, "
        "das war es, das war's, das wars, das wäre alles, das wär's, das wärs, das reicht, "
        "das reicht mir, mehr brauche ich nicht, das ist alles was ich brauche, "
        "das ist alles für heute, das war alles für heute, alles geklärt, alles erledigt, "
        "erledigt, weiß bescheid, schönen tag, schönen abend, schönen tag ihnen, "
        "einen schönen tag noch, schönen abend noch, einen schönen abend noch, "
        "einen guten tag, schönen feierabend, schönes wochenende, schöne woche, schöne grüße, "
        "viele grüße, liebe grüße, lg, vg, mfg, bis zum nächsten mal, bis bald, "
        "man sieht sich, ihnen auch, dir auch, gleichfalls, ebenfalls, ciao, tschö, tschüssi, "
        "servus"
    ),
    endings=(
        "nein, nein danke, nein vielen dank, nein das war alles, nein das war's, "
        "nein das wars, nein das ist alles, nein alles gut, nein alles klar, nö, nö danke, "
        "ne, ne danke, nee, nee danke, nichts, nichts mehr, nichts mehr danke, nichts weiter, "
        "nichts weiter danke, sonst nichts, "
        "nein sonst nichts, nein nichts mehr, nein nichts weiter, im moment nicht, "
        "momentan nicht, gerade nicht, jetzt nicht, erstmal nicht, nein im moment nicht, "
        "ich brauche nichts mehr, keine weiteren fragen, keine fragen mehr, "
        "nein keine weiteren fragen, ich habe keine weiteren fragen"
    ),
    spellings=(
        "dankö=danke, dnke=danke, danek=danke, danköö=danke, vieln=vielen, viellen=vielen, "
        "okay=ok, okey=ok, oki=ok, tschüs=tschüss, tschuess=tschüss, tschuss=tschüss, "
        "schoenen=schönen, schoen=schön, fuer=für, grüsse=grüße, gruesse=grüße, gruss=gruß"
    ),
)
