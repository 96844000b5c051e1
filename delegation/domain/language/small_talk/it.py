"""Small talk in Italian."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=("buongiorno, buon giorno, buonasera, buona sera, buon pomeriggio, ehilà"),
    thanks=(
        "grazie, grazie mille, mille grazie, molte grazie, tante grazie, grazie tante, "
        "grazie infinite, ti ringrazio, la ringrazio"
    ),
    farewell=(
        "arrivederci, a presto, a dopo, a domani, buona giornata, buona serata, buonanotte, "
        "buona notte, buon fine settimana"
    ),
    acknowledgement="va bene, capito, ho capito, inteso",
    compliment="perfetto, ottimo, eccellente, fantastico, bravissimo, molto bene",
    laughter="ahah, ahahah",
    beside=(
        "molto, davvero, di tutto, di cuore, per tutto, per l'aiuto, dell'aiuto, a tutti, "
        "a lei, a te, e, ancora, allora, anche"
    ),
    openers=("e, allora, ah, oh, beh, molto, davvero, ancora, dunque, molte, tante"),
    closers=(
        "ancora, di nuovo, davvero, di tutto, di cuore, tanto, tante, molto, anche, a lei, "
        "a te, a voi, a tutti, signore, signora, amico, amica, per tutto, per l'aiuto, "
        "dell'aiuto, per il tuo aiuto, per il suo aiuto, del tuo aiuto, del suo aiuto, "
        "per il vostro aiuto, per il tempo, per il suo tempo, per il tuo tempo, "
        "per la pazienza, per la sua pazienza, della pazienza, per la disponibilità, "
        "della disponibilità, per le informazioni, delle informazioni, per l'informazione, "
        "dell'informazione, per la risposta, della risposta, per il supporto, del supporto, "
        "per l'assistenza, dell'assistenza, per la gentilezza, della gentilezza, per oggi, "
        "per ora, per adesso, per il momento"
    ),
    clauses=(
        "ok, bene, benissimo, buono, bello, bella, bravo, brava, bravissima, grande, top, "
        "chiaro, chiarissimo, tutto chiaro, tutto bene, tutto ok, molto gentile, "
        "gentilissimo, gentilissima, sei gentile, è gentile, è stato gentile, "
        "è stato molto gentile, è stata molto gentile, sei stato molto gentile, "
        "sei stata molto gentile, molto utile, mi hai aiutato molto, mi ha aiutato molto, "
        "sei stato di grande aiuto, è stato di grande aiuto, ottimo lavoro, ottimo servizio, "
        "buon lavoro, vi ringrazio, ringrazio, la ringrazio molto, ti ringrazio molto, "
        "è tutto, questo è tutto, è tutto per ora, per ora è tutto, per oggi è tutto, "
        "era tutto, a posto, a posto così, sono a posto, sono a posto così, tutto a posto, "
        "siamo a posto, buona giornata a lei, buona giornata anche a lei, una buona giornata, "
        "buona serata, buon pomeriggio, buon weekend, buona domenica, buone cose, "
        "stammi bene, saluti, cordiali saluti, un saluto, ciao, ciao ciao, alla prossima, "
        "ci vediamo, ci sentiamo, altrettanto, anche a lei, anche a te"
    ),
    endings=(
        "no, no grazie, no grazie mille, no è tutto, no a posto così, no va bene così, "
        "va bene così, basta così, per ora no, per ora basta, per il momento no, "
        "al momento no, niente, nient'altro, nient'altro grazie, niente altro, "
        "niente altro grazie, no nient'altro, "
        "non mi serve altro, non serve altro, nessuna, "
        "nessun'altra domanda, nessuna domanda"
    ),
    spellings=(
        "grz=grazie, graz=grazie, grazzie=grazie, grazi=grazie, grasie=grazie, "
        "buongiono=buongiorno, bongiorno=buongiorno, okay=ok, okey=ok, "
        "arrivederla=arrivederci, perfeto=perfetto"
    ),
)
