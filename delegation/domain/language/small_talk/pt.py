"""Small talk in Portuguese."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting="olá, ola, oi, oie, bom dia, boa tarde, oi tudo bem, olá tudo bem",
    thanks=(
        "obrigado, obrigada, muito obrigado, muito obrigada, obg, brigado, brigada, valeu, "
        "agradeço, grato, grata, agradecido, agradecida"
    ),
    farewell=(
        "tchau, tchau tchau, até logo, ate logo, até mais, ate mais, até breve, até amanhã, "
        "tenha um bom dia, tenha um ótimo dia, bom fim de semana, um abraço"
    ),
    acknowledgement="entendi, entendido, tá bom, ta bom, está bem, beleza, blz",
    compliment=("ótimo, otimo, perfeito, excelente, maravilha, muito bom, show de bola"),
    laughter="rsrs, rsrsrs, huehue",
    beside=(
        "muito, mesmo, por tudo, pela ajuda, pela sua ajuda, amigo, amiga, a todos, a você, "
        "e, então, de verdade, igualmente"
    ),
    openers=("e, então, entao, ah, oh, muito, de novo, também, tambem, bom, nossa"),
    closers=(
        "de novo, novamente, mais uma vez, mesmo, demais, também, tambem, então, entao, "
        "de coração, de verdade, viu, amigo, amiga, querido, querida, moço, moça, senhor, "
        "senhora, por tudo, pela ajuda, pela sua ajuda, pela tua ajuda, por toda ajuda, "
        "por toda a ajuda, por me ajudar, por ajudar, pela atenção, pela sua atenção, "
        "pela paciência, pela sua paciência, pelo seu tempo, pelo tempo, pela informação, "
        "pelas informações, pela resposta, pelo retorno, pelo atendimento, pelo apoio, "
        "pelo suporte, por hoje, por enquanto, por isso, a você, a vocês, a todos"
    ),
    clauses=(
        "ok, certo, certinho, bom, bem, que bom, que ótimo, legal, bacana, massa, show, top, "
        "joia, jóia, tudo bem, tudo certo, tudo ok, muito legal, muito gentil, muito útil, "
        "você é demais, você é ótimo, você é ótima, você foi muito gentil, "
        "você me ajudou muito, ajudou muito, me ajudou muito, ajudou bastante, "
        "foi de grande ajuda, ótimo atendimento, excelente atendimento, bom trabalho, "
        "agradecemos, agradeço muito, agradeço pela ajuda, eu agradeço, é isso, é só isso, "
        "só isso, so isso, era só isso, era isso, isso é tudo, é tudo, é só, "
        "por enquanto é só, por enquanto é só isso, por hoje é só, já entendi, "
        "já está resolvido, resolvido, boa noite, bom fim de semana, bom descanso, "
        "boa semana, ótimo dia, tenha uma boa tarde, tenha uma boa noite, "
        "tenha uma ótima tarde, tenha uma ótima noite, tenha uma boa semana, "
        "bom dia pra você, abraço, abraços, abs, um abraço, igualmente, para você também, "
        "pra você também, falou, flw, fui, até, até a próxima, de nada, imagina"
    ),
    endings=(
        "não, nao, não obrigado, não obrigada, nao obrigado, nao obrigada, "
        "não muito obrigado, não muito obrigada, nada, nada mais, nada mais obrigado, "
        "nada mais obrigada, mais nada, "
        "por enquanto não, agora não, no momento não, não preciso de mais nada, nenhuma, "
        "nenhuma dúvida, não tenho mais dúvidas, não precisa, "
        "sem mais dúvidas, só isso mesmo, era só isso mesmo"
    ),
    spellings=(
        "obg=obrigado, obgd=obrigado, obgda=obrigada, obrigadão=obrigado, obrigadao=obrigado, "
        "brigado=obrigado, brigada=obrigada, brigadão=obrigado, obrigadinho=obrigado, "
        "obrigadinha=obrigada, vlw=valeu, vlws=valeu, blz=beleza, mto=muito, mt=muito, "
        "mtu=muito, vc=você, voce=você, vcs=vocês, tbm=também, tb=também, pf=perfeito, "
        "okay=ok, okey=ok"
    ),
)
