"""Small talk in Spanish."""

from delegation.domain.language.small_talk.lists import SmallTalk

LISTS = SmallTalk(
    greeting=(
        "hola, holi, buenas, muy buenas, buenos días, buenos dias, buenas tardes, hola buenas"
    ),
    thanks=(
        "gracias, muchas gracias, mil gracias, muchísimas gracias, muchisimas gracias, "
        "te lo agradezco, se lo agradezco, muy agradecido, muy agradecida"
    ),
    farewell=(
        "adiós, adios, hasta luego, hasta pronto, hasta mañana, hasta la vista, nos vemos, "
        "que tengas buen día, que tengas un buen día, que tenga buen día, "
        "que tenga un buen día, feliz día"
    ),
    acknowledgement="vale, entendido, entiendo, está bien, esta bien, comprendo",
    compliment=("genial, perfecto, excelente, estupendo, fantástico, fantastico, muy bien"),
    laughter="jajaja, jejeje",
    beside=(
        "mucho, muy, por todo, por la ayuda, por tu ayuda, por su ayuda, amigo, amiga, "
        "a todos, pues, de verdad, igualmente"
    ),
    openers=(
        "y, pues, bueno, ah, oh, uy, muy, mucho, muchas, muchísimas, de verdad, otra vez, "
        "también, entonces, nuevamente"
    ),
    closers=(
        "de nuevo, nuevamente, otra vez, también, de verdad, de corazón, entonces, a ti, "
        "a usted, a ustedes, a vos, amigo, amiga, señor, señora, señorita, por todo, "
        "por la ayuda, por tu ayuda, por su ayuda, por toda la ayuda, por toda tu ayuda, "
        "por toda su ayuda, por ayudarme, por tu tiempo, por su tiempo, por tu paciencia, "
        "por su paciencia, por la paciencia, por tu atención, por su atención, "
        "por la atención, por la información, por la info, por la respuesta, por responder, "
        "por tu apoyo, por su apoyo, por el apoyo, por hoy, por ahora, por el momento, "
        "por eso"
    ),
    clauses=(
        "ok, listo, bien, bueno, bueno bueno, qué bien, que bien, qué bueno, que bueno, "
        "súper, buenísimo, buenisimo, bárbaro, chévere, chevere, todo bien, todo claro, "
        "muy claro, muy amable, muy amables, qué amable, que amable, muy útil, "
        "eres muy amable, es muy amable, es usted muy amable, fuiste muy amable, "
        "me ayudaste mucho, me has ayudado mucho, me ha ayudado mucho, fue de mucha ayuda, "
        "has sido de mucha ayuda, ha sido de gran ayuda, has sido de gran ayuda, "
        "muy buen servicio, buen servicio, excelente servicio, excelente atención, "
        "buena atención, buen trabajo, gran trabajo, te agradezco, le agradezco, se agradece, "
        "agradecido, agradecida, te lo agradezco mucho, se lo agradezco mucho, eso es todo, "
        "es todo, esto es todo, eso sería todo, eso era todo, eso fue todo, sería todo, "
        "eso es todo por ahora, eso es todo por hoy, es todo por ahora, "
        "es todo lo que necesitaba, eso es todo lo que necesitaba, eso es lo que necesitaba, "
        "era todo, ya está, ya quedó, ya entendí, ya entendi, buen día, buenas, "
        "buenas noches, feliz tarde, feliz noche, linda tarde, lindo día, bonito día, "
        "buen fin de semana, feliz fin de semana, que tengas un lindo día, "
        "que tenga un lindo día, que tenga buena tarde, que tengas buena tarde, "
        "que tengas una buena tarde, que tenga una buena tarde, que esté bien, "
        "que estés bien, que te vaya bien, que le vaya bien, saludos, un saludo, un abrazo, "
        "cuídate, cuidate, igualmente, a ti también, chao, chau, hasta otra, "
        "nos vemos pronto, bendiciones"
    ),
    endings=(
        "no, no gracias, no muchas gracias, nada, nada más, nada mas, nada más gracias, "
        "no nada más, no nada, "
        "por ahora no, de momento no, por el momento no, por ahora nada, por ahora nada más, "
        "ninguna, ninguna otra, ninguna más, no hace falta, "
        "no necesito nada más, no tengo más preguntas, no tengo más dudas, ninguna duda, "
        "sin más preguntas"
    ),
    spellings=(
        "grax=gracias, grcs=gracias, grasias=gracias, graciaz=gracias, grácias=gracias, "
        "gracia=gracias, grs=gracias, salu2=saludos, xfecto=perfecto, "
        "okey=ok, okay=ok, oki=ok, vle=vale"
    ),
)
