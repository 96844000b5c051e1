"""Small talk in Indonesian."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "halo, hai, selamat pagi, selamat siang, selamat sore, selamat malam, "
        "assalamualaikum, hallo kak, halo kak, hai kak"
    ),
    thanks=(
        "terima kasih, terimakasih, makasih, makasi, trims, terima kasih banyak, "
        "makasih banyak, terimakasih banyak, trimakasih, tengkyu, makasih ya, terima kasih ya"
    ),
    farewell=(
        "sampai jumpa, sampai nanti, sampai ketemu lagi, selamat tinggal, dadah, "
        "selamat tidur, semoga harimu menyenangkan, semoga hari anda menyenangkan, "
        "selamat beraktivitas"
    ),
    acknowledgement=("oke, okey, baik, baiklah, siap, sip, paham, mengerti, saya mengerti, noted"),
    compliment=(
        "bagus, mantap, keren, hebat, luar biasa, sempurna, bagus sekali, mantap sekali, "
        "keren sekali, mantul"
    ),
    laughter="wkwk, wkwkwk, wkwkwkwk, hehe, xixi",
    beside=(
        "banyak, kak, gan, min, atas bantuannya, untuk bantuannya, atas semuanya, sekali, "
        "lagi, juga, dan, semuanya, pak, bu"
    ),
    openers="dan, wah, oh, oalah, nah, sekali lagi",
    closers=(
        "banyak, sekali, kak, kakak, gan, min, admin, pak, bu, bro, sis, mas, mbak, semuanya, "
        "semua, lagi, sekali lagi, juga, atas bantuannya, atas bantuan anda, atas bantuanmu, "
        "untuk bantuannya, bantuannya, buat bantuannya, atas semuanya, untuk semuanya, "
        "atas waktunya, untuk waktunya, atas kesabarannya, atas informasinya, "
        "untuk informasinya, informasinya, infonya, atas infonya, untuk infonya, "
        "buat infonya, atas jawabannya, atas responnya, untuk responnya, atas pelayanannya, "
        "atas penjelasannya, untuk penjelasannya, atas perhatiannya, atas dukungannya, "
        "untuk hari ini, untuk sekarang, dulu, deh"
    ),
    clauses=(
        "ok, oke, oke siap, oke sip, oke deh, oke baik, siap kak, sip deh, baik kak, "
        "sudah jelas, jelas, sudah paham, sudah mengerti, senang mendengarnya, "
        "sangat membantu, membantu sekali, sangat bermanfaat, kamu sangat membantu, "
        "anda sangat membantu, kerja bagus, pelayanan bagus, pelayanannya bagus, "
        "saya menghargainya, itu saja, itu aja, cukup itu saja, cukup, sudah cukup, itu dulu, "
        "itu saja dulu, sudah itu saja, sudah selesai, sudah beres, beres, "
        "semoga harimu indah, semoga hari anda indah, semoga sukses, selamat hari ini, salam, "
        "hati hati, sama sama, kamu juga, anda juga, bye, dah, daah, sampai besok"
    ),
    endings=(
        "tidak, tidak terima kasih, tidak makasih, tidak ada, tidak ada lagi, "
        "tidak ada lagi terima kasih, tidak ada lagi makasih, nggak, "
        "nggak ada, nggak makasih, enggak, enggak ada, gak, gak ada, ga, ga ada, ngga, "
        "ngga ada, tidak itu saja, tidak sudah cukup, tidak ada pertanyaan lagi, tidak perlu, "
        "nggak perlu, gak perlu, belum, belum ada, belum ada lagi, untuk saat ini tidak"
    ),
    spellings=(
        "trimakasih=terima kasih, terimakasih=terima kasih, makasi=makasih, mksh=makasih, "
        "mksih=makasih, makasii=makasih, makasihh=makasih, tq=makasih, thx=makasih, okey=oke, "
        "okee=oke, oks=oke, hallo=halo, haloo=halo, bgt=sekali, sipp=sip, siapp=siap"
    ),
)
