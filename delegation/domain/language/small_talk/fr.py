"""Small talk in French."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting="bonjour, bonsoir, coucou, bonjour à tous",
    thanks=("merci, merci beaucoup, merci bien, mille mercis, mille fois merci, un grand merci"),
    farewell=(
        "au revoir, à bientôt, a bientot, à plus, à demain, à plus tard, bonne journée, "
        "bonne soirée, bonne nuit, bon week-end, bon weekend, passez une bonne journée"
    ),
    acknowledgement="entendu, compris, j'ai compris, très bien, ça marche, je vois",
    compliment=("parfait, c'est parfait, génial, excellent, super, formidable, magnifique"),
    laughter="mdr, ptdr",
    beside=(
        "à vous, à toi, à tous, pour tout, pour votre aide, pour ton aide, pour l'aide, et, "
        "encore, vraiment, infiniment, alors, également"
    ),
    openers=("et, alors, ah, oh, eh bien, bon, bah, très, encore, vraiment, donc, encore une fois"),
    closers=(
        "encore, encore une fois, à vous, à toi, à tous, également, aussi, vraiment, "
        "infiniment, beaucoup, bien, alors, monsieur, madame, mademoiselle, pour tout, "
        "pour votre aide, pour ton aide, pour l'aide, pour cette aide, "
        "pour votre aide précieuse, pour votre temps, pour ton temps, pour votre patience, "
        "pour ta patience, pour votre réponse, pour votre réponse rapide, "
        "pour votre aide rapide, pour ta réponse, pour la réponse, "
        "pour vos réponses, pour l'info, pour l'information, pour les infos, "
        "pour ces informations, pour vos informations, pour les informations, "
        "pour votre accueil, pour votre service, pour votre soutien, pour votre gentillesse, "
        "pour m'avoir aidé, pour m'avoir aidée, de votre aide, de ton aide, pour aujourd'hui, "
        "pour le moment, pour l'instant, pour ça"
    ),
    clauses=(
        "ok, bien, bon, d'ac, top, nickel, impeccable, parfait parfait, cool, merveilleux, "
        "fantastique, très clair, c'est clair, c'est noté, noté, bien noté, c'est bon, "
        "c'est super, c'est génial, c'est gentil, c'est très gentil, très gentil, "
        "vous êtes très gentil, vous êtes gentil, vous êtes super, tu es super, "
        "vous êtes génial, très utile, très efficace, vous m'avez bien aidé, "
        "vous m'avez beaucoup aidé, ça m'aide beaucoup, bon travail, beau travail, "
        "excellent service, très bon service, je vous remercie, je te remercie, "
        "je vous remercie beaucoup, je vous en remercie, c'est tout, c'est tout bon, "
        "ce sera tout, ça sera tout, c'était tout, c'est tout pour le moment, "
        "c'est tout pour aujourd'hui, c'est tout ce qu'il me fallait, "
        "c'est tout ce dont j'avais besoin, voilà, tout est clair, tout est bon, "
        "bonne fin de journée, bonne fin de soirée, bonne après-midi, bon après-midi, "
        "belle journée, belle soirée, excellente journée, excellente soirée, "
        "très bonne journée, passez une bonne soirée, bonne semaine, bonne continuation, "
        "à la prochaine, à tout à l'heure, à tout de suite, au plaisir, de même, vous aussi, "
        "à vous aussi, pareillement, cordialement, bien à vous, bises, ciao, salutations"
    ),
    endings=(
        "non, non merci, non merci beaucoup, non c'est tout, non c'est bon, non ça ira, "
        "ça ira, ça va aller, rien, rien d'autre, rien de plus, plus rien, non rien d'autre, "
        "pas pour le moment, pas pour l'instant, non pas pour le moment, "
        "pas d'autre question, plus de question, je n'ai plus de questions, "
        "je n'ai besoin de rien d'autre, aucune, aucune autre question"
    ),
    spellings=(
        "mercii=merci, merki=merci, mercy=merci, mersi=merci, mrc=merci, mci=merci, "
        "bjr=bonjour, bsr=bonsoir, bcp=beaucoup, okay=ok, oki=ok, dacc=d'ac, "
        "aurevoir=au revoir"
    ),
)
