"""Small talk in Polish."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "dzień dobry, dzien dobry, dobry wieczór, cześć, czesc, hej, witam, witaj, siema, dobry"
    ),
    thanks=(
        "dziękuję, dziekuje, dzięki, dzieki, dziękuję bardzo, bardzo dziękuję, "
        "dziękuję ślicznie, serdecznie dziękuję, wielkie dzięki, dzięki wielkie, "
        "dziękuję pięknie, dziękuję serdecznie, stokrotne dzięki"
    ),
    farewell=(
        "do widzenia, do zobaczenia, na razie, do usłyszenia, miłego dnia, miłego wieczoru, "
        "miłego weekendu, dobrej nocy, dobranoc, życzę miłego dnia, pa, pa pa, papa, "
        "trzymaj się, spokojnej nocy, udanego dnia"
    ),
    acknowledgement=(
        "rozumiem, zrozumiałem, zrozumiałam, jasne rozumiem, w porządku, przyjąłem, przyjęłam, okej"
    ),
    compliment=(
        "świetnie, super, doskonale, idealnie, rewelacja, wspaniale, znakomicie, "
        "dobra robota, brawo, ekstra"
    ),
    laughter="hehehe, hihihi, xdd",
    beside=(
        "bardzo, ślicznie, pięknie, serdecznie, za pomoc, za wszystko, za odpowiedź, "
        "jeszcze raz, wzajemnie, i, też, również, panu, pani, wam"
    ),
    openers="i, a, o, och, ach, no, no to, to, bardzo, jeszcze raz, więc",
    closers=(
        "bardzo, ślicznie, pięknie, serdecznie, wielkie, jeszcze raz, też, również, "
        "wzajemnie, panu, pani, państwu, ci, wam, wszystkim, za pomoc, za twoją pomoc, "
        "za pańską pomoc, za szybką pomoc, za okazaną pomoc, za wszystko, za czas, "
        "za poświęcony czas, za cierpliwość, za odpowiedź, za szybką odpowiedź, "
        "za informację, za informacje, za info, za wyjaśnienie, za wyjaśnienia, za wsparcie, "
        "za obsługę, za radę, za wskazówki, na dziś, na dzisiaj, na teraz, na razie"
    ),
    clauses=(
        "ok, okej, dobrze, dobra, dobrze rozumiem, wszystko jasne, jasne, "
        "wszystko w porządku, fajnie, bardzo fajnie, bardzo dobrze, pięknie, cudownie, "
        "perfekcyjnie, brzmi dobrze, to świetnie, to super, bardzo miło, bardzo mi miło, "
        "jest pan bardzo miły, jest pani bardzo miła, bardzo pomocne, to pomogło, pomogło, "
        "bardzo mi pomogłeś, bardzo mi pomogłaś, bardzo mi pan pomógł, "
        "bardzo mi pani pomogła, dużo pomogłeś, świetna robota, świetna obsługa, "
        "dobra obsługa, doceniam, doceniam to, jestem wdzięczny, jestem wdzięczna, "
        "to wszystko, to już wszystko, to tyle, to by było na tyle, to by było wszystko, "
        "na razie to wszystko, to wszystko na dziś, to wszystko czego potrzebuję, "
        "to wszystko czego potrzebowałem, to wszystko czego potrzebowałam, wystarczy, "
        "załatwione, rozwiązane, udało się, działa, życzę miłego wieczoru, "
        "życzę miłego weekendu, miłego popołudnia, dobrego dnia, dobrego wieczoru, "
        "udanego weekendu, pozdrawiam, pozdrowienia, wzajemnie, nawzajem, i wzajemnie, "
        "do jutra, narka, nara, cześć"
    ),
    endings=(
        "nie, nie dziękuję, nie dzięki, nie to wszystko, nie to już wszystko, nic, "
        "nic więcej, nic więcej dziękuję, nic więcej dzięki, nic innego, nic już, już nic, "
        "nie już nic, nie nic więcej, na razie nie, "
        "w tej chwili nie, obecnie nie, teraz nie, na razie nic, nie potrzebuję nic więcej, "
        "nie mam więcej pytań, nie mam pytań, nie mam już pytań, więcej pytań nie mam, "
        "brak pytań"
    ),
    spellings=(
        "dzieki=dzięki, dziekuje=dziękuję, dziękuje=dziękuję, dziekuję=dziękuję, "
        "dziena=dzięki, dzięks=dzięki, thx=dzięki, czesc=cześć, dzien=dzień, milego=miłego, "
        "okey=okej, oki=okej, swietnie=świetnie, wporzadku=w porządku, narazie=na razie"
    ),
)
