"""Small talk in Czech."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=("dobrý den, dobrý večer, dobré ráno, dobré odpoledne, ahoj, čau, zdravím, nazdar"),
    thanks=(
        "děkuji, děkuju, dekuji, dekuju, díky, diky, děkuji mnohokrát, mockrát děkuji, "
        "moc děkuji, děkuji moc, děkuji vám, děkuju moc, díky moc, moc díky, velké díky, "
        "mnohokrát děkuji"
    ),
    farewell=(
        "na shledanou, nashledanou, sbohem, na viděnou, mějte se, měj se, mějte se hezky, "
        "měj se hezky, hezký den, "
        "pěkný den, hezký večer, pěkný večer, hezký víkend, dobrou noc, mějte hezký den, "
        "přeji hezký den, zatím nashledanou"
    ),
    acknowledgement="rozumím, chápu, jasně rozumím, dobře, v pořádku, beru na vědomí",
    compliment=("skvělé, výborně, super, perfektní, paráda, úžasné, nádhera, skvělá práce"),
    laughter="hihihi, cha cha",
    beside=(
        "moc, mockrát, velmi, vám, ti, za pomoc, za vaši pomoc, za všechno, za odpověď, "
        "ještě jednou, také, taky, a, všem, tedy"
    ),
    openers="a, tak, jé, oh, ach, no tak, moc, ještě jednou",
    closers=(
        "moc, mockrát, velmi, vám, ti, všem, také, taky, i vám, ještě jednou, za pomoc, "
        "za vaši pomoc, za tvou pomoc, za rychlou pomoc, za ochotu, za vaši ochotu, "
        "za odpověď, za rychlou odpověď, za informaci, za informace, za radu, za váš čas, "
        "za čas, za trpělivost, za podporu, za všechno, za vše, pro dnešek, prozatím"
    ),
    clauses=(
        "ok, super, bezva, prima, fajn, výborné, skvěle, perfekt, perfektně, parádní, "
        "jste skvělí, jste skvělá, jste skvělý, moc jste mi pomohli, moc jste mi pomohl, "
        "moc jste mi pomohla, pomohlo to, to mi pomohlo, velmi užitečné, dobrá práce, "
        "to je vše, to je všechno, to je zatím vše, to bude vše, to by bylo vše, vše jasné, "
        "vše v pořádku, už je to jasné, hotovo, vyřešeno, hezký zbytek dne, pěkný zbytek dne, "
        "krásný den, přeji krásný den, mějte se hezky, mějte se krásně, měj se hezky, "
        "nápodobně, vám také, s pozdravem, zdravím vás, tak zatím, papa, čauky"
    ),
    endings=(
        "ne, ne děkuji, ne díky, ne děkuju, nic, nic víc, nic víc díky, nic víc děkuji, "
        "nic dalšího, už nic, ne to je vše, "
        "teď ne, zatím ne, momentálně ne, nic jiného, už nic nepotřebuji, další otázky nemám"
    ),
    spellings=(
        "dik=díky, dikec=díky, dekuju=děkuju, dekuji=děkuji, diky=díky, okej=ok, oki=ok, "
        "okay=ok, dobry=dobrý, hezky=hezký, dobre=dobře, nashle=nashledanou"
    ),
)
