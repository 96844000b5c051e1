"""Small talk in Turkish."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "merhaba, merhabalar, selam, selamlar, günaydın, iyi akşamlar, tünaydın, "
        "selamün aleyküm, merhabalar kolay gelsin, kolay gelsin"
    ),
    thanks=(
        "teşekkürler, teşekkür ederim, teşekkür ediyorum, çok teşekkürler, "
        "çok teşekkür ederim, çok teşekkür ediyorum, tesekkurler, tesekkur ederim, sağol, "
        "sağ ol, sağolun, sağ olun, çok sağ ol, çok sağ olun, çok sağolun, teşekkürler çok, "
        "eyvallah, minnettarım, elinize sağlık"
    ),
    farewell=(
        "hoşça kal, hoşçakal, hoşça kalın, hoşçakalın, güle güle, görüşürüz, görüşmek üzere, "
        "iyi günler, iyi geceler, iyi çalışmalar, kendine iyi bak, kendinize iyi bakın, "
        "iyi haftalar, iyi hafta sonları, bay bay, iyi günler dilerim, iyi akşamlar dilerim, "
        "iyi çalışmalar dilerim"
    ),
    acknowledgement="tamam, tamamdır, anladım, peki, pekala, anlaşıldı, okey",
    compliment=(
        "harika, süper, mükemmel, çok güzel, çok iyi, muhteşem, şahane, bravo, helal olsun, "
        "aferin, harikasınız, süpersiniz"
    ),
    laughter="hahahah, hehehe, puhaha, ahahaha",
    beside=(
        "çok, size, sana, yardımınız için, yardımın için, her şey için, ilginiz için, tekrar, "
        "tekrardan, de, ve, hocam, arkadaşım"
    ),
    openers=(
        "ve, ya, aa, oh, vay, çok, gerçekten, tekrar, tekrardan, yine de, yardımınız için, "
        "yardımın için, yardımlarınız için, yardımlarınızdan dolayı, ilginiz için, "
        "ilgin için, ilginize, her şey için, herşey için, zamanınız için, "
        "zaman ayırdığınız için, vaktiniz için, sabrınız için, bilgi için, "
        "bilgilendirme için, bilgilendirmeniz için, cevabınız için, cevap için, "
        "yanıtınız için, hızlı cevabınız için, hızlı dönüş için, desteğiniz için, "
        "destek için, açıklama için, açıklamanız için, hizmetiniz için, yardım için, "
        "bugün için, şimdilik"
    ),
    closers=(
        "çok, size, sana, sizlere, gerçekten, tekrar, tekrardan, hocam, abi, abla, kardeşim, "
        "kardeş, arkadaşım, arkadaşlar, dostum, canım, efendim, hanım, bey, herkese, herkes, "
        "da, de, o zaman, yardımınız için, yardımın için, yardımlarınız için, ilginiz için, "
        "ilgin için, her şey için, herşey için, zamanınız için, sabrınız için, bilgi için, "
        "bilgilendirme için, cevabınız için, desteğiniz için, destek için"
    ),
    clauses=(
        "ok, tamam, tamamdır, tamam anladım, peki, peki tamam, anladım, anlaşıldı, okey, "
        "oldu, oldu o zaman, güzel, çok güzel, iyi, çok iyi, çok hoş, mis, mis gibi, süper, "
        "süpersiniz, süpersin, harika, harikasın, harikasınız, mükemmel, mükemmelsiniz, "
        "çok naziksiniz, çok kibarsınız, çok yardımcı oldunuz, çok yardımcı oldun, "
        "yardımcı oldunuz, çok yardımınız dokundu, işime yaradı, çok işime yaradı, iyi iş, "
        "iyi hizmet, çok memnun kaldım, memnun oldum, memnun kaldım, çözüldü, sorun çözüldü, "
        "hallettim, hallettik, halloldu, her şey tamam, bu kadar, bu kadardı, hepsi bu, "
        "hepsi bu kadar, şimdilik bu kadar, bugünlük bu kadar, bu yeterli, yeterli, "
        "sağlıcakla kalın, allah razı olsun, allaha emanet, allaha emanet olun, iyi akşamlar, "
        "iyi tatiller, güzel günler, iyi günler size de, size de, sana da, siz de, "
        "sizede iyi günler, saygılar, saygılarımla, selamlar, bay, bb, hadi görüşürüz, "
        "rica ederim"
    ),
    endings=(
        "hayır, hayir, hayır teşekkürler, hayır teşekkür ederim, hayır sağ olun, hayır sağol, "
        "hayır bu kadar, hayır hepsi bu, hayır yok, yok, yok teşekkürler, "
        "yok teşekkür ederim, yok sağ olun, yok sağol, yok bu kadar, başka yok, "
        "başka bir şey yok, başka bişey yok, hayır başka bir şey yok, başka sorum yok, "
        "hayır başka sorum yok, sorum yok, başka bir sorum yok, şimdilik yok, şu an yok, "
        "şu anda yok, şimdilik hayır, gerek yok"
    ),
    spellings=(
        "tşk=teşekkürler, tşkler=teşekkürler, tşkr=teşekkürler, teşekürler=teşekkürler, "
        "tesekkürler=teşekkürler, teşekkurler=teşekkürler, tesekkurler=teşekkürler, "
        "tesekkur=teşekkür, tesekkür=teşekkür, teşekür=teşekkür, tşkrlr=teşekkürler, "
        "sagol=sağol, sagolun=sağolun, saol=sağol, saolun=sağolun, eyw=eyvallah, "
        "eyv=eyvallah, slm=selam, mrb=merhaba, mrhb=merhaba, meraba=merhaba, tmm=tamam, "
        "tmmdır=tamamdır, ty=teşekkürler, gunaydin=günaydın, gunaydın=günaydın, "
        "aksamlar=akşamlar, gorusuruz=görüşürüz, anladim=anladım, super=süper, "
        "hosçakal=hoşçakal, i̇yi=iyi"
    ),
)
