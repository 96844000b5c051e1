"""What a column is for, by its header: words of many languages, the most usual first."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from delegation.domain.exports.naming import words

HEADERS = {
    "conversation": (
        "conversation_id conversation_uuid dialogue_id dialog_id chat_id session_id thread_id"
        " ticket_id case_id convo_id room_id conversation dialogue dialog chat session thread"
        " thread_ts ticket room case"
        " id_conversacion conversacion id_conversa conversa id_conversation gesprach_id"
        " gesprachs_id gesprach unterhaltung chatverlauf gesprek_id gesprek conversazione"
        " id_conversazione диалог беседа чат sohbet rozmowa samtale konversation keskustelu"
        " konverzace 会话 会话id 会話 대화 محادثة id"
    ),
    "sender": (
        "role sender_type author_type participant_type user_type from_type sender author from who"
        " speaker participant sent_by written_by sender_role author_role sender_name author_name"
        " agent_or_customer direction message_type remitente emisor remetente enviado_por autor"
        " absender verfasser rolle expediteur emetteur auteur afzender mittente autore отправитель"
        " автор gonderen nadawca avsandare afsender avsender lahettaja odesilatel odosielatel"
        " 发送者 发件人 发送人 角色 送信者 발신자 보낸사람 المرسل user username user_name name"
        " nick nickname type display_name rol papel ruolo"
    ),
    "text": (
        "text message message_text message_body message_content content body plain_body plain_text"
        " utterance msg comment mensaje texto mensagem conteudo contenido nachricht nachrichtentext"
        " inhalt contenu texte bericht tekst messaggio testo contenuto сообщение текст mesaj metin"
        " wiadomosc tresc meddelande besked melding viesti zprava sprava uzenet mesajul"
        " 消息 内容 文本 消息内容 メッセージ 本文 메시지 내용 الرسالة رسالة transcript"
        " chat_transcript transcripcion transcricao"
    ),
    "at": (
        "created_at timestamp sent_at date_time datetime message_time created_time time_stamp"
        " createdat sentat created time date at ts sent datum_uhrzeit fecha_hora data_hora"
        " date_heure fecha_y_hora hora fecha data datum zeit zeitpunkt zeitstempel uhrzeit heure"
        " дата время tarih zaman tijd tijdstip data_ora ora tid tidspunkt cas czas aika"
        " 时间 发送时间 日期 日時 送信日時 시간 날짜 الوقت التاريخ"
    ),
    "day": "date datum fecha data дата tarih 日期 日付 날짜 التاريخ dato",
    "clock": "time uhrzeit zeit hora heure время saat 时间 時刻 시간 tijd ora tid hour",
    "question": (
        "question prompt user_message user_input user_query user_text customer_message query"
        " visitor_message input instruction human request pregunta pergunta frage domanda vraag"
        " вопрос soru pytanie 问题 質問 질문"
    ),
    "reply": (
        "answer completion response bot_response bot_reply bot_message agent_message reply"
        " assistant_message output chosen respuesta resposta antwort reponse risposta antwoord"
        " ответ cevap odpowiedz 回答 答案 답변"
    ),
}
# A column of yes and no -> who wrote where it says yes, and where it says no.
YES_NO_SENDERS = {
    **dict.fromkeys(
        words(
            "inbound incoming is_inbound is_incoming from_customer from_visitor from_user"
            " is_customer is_visitor is_user is_from_customer"
        ),
        ("visitor", "agent"),
    ),
    **dict.fromkeys(
        words(
            "outbound outgoing is_outbound is_outgoing from_agent from_bot from_me is_agent is_bot"
            " is_staff is_operator is_from_agent is_from_me fromme"
        ),
        ("agent", "visitor"),
    ),
}
PRIVATE = frozenset(
    words(
        "private is_private internal is_internal private_note is_note internal_note is_private_note"
        " privat intern privado privada interno interna prive interne"
    )
)
PUBLIC = frozenset(words("public is_public publico publica offentlich"))
YES = frozenset(words("true 1 yes y t x ja si sim oui wahr verdadero verdadeiro vrai"))
NO = frozenset(words("false 0 no n f nein nao non falsch falso faux"))
# What a row is: "note", "event", "picker".
KIND = words(
    "content_type event event_type part_type message_type row_type entry_type item_type"
    " activity_type subtype kind visibility type typ tipo art categoria"
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^\w]+")
_WORDS = {what: words(text) for what, text in HEADERS.items()}
_ANY = frozenset(word for each in _WORDS.values() for word in each) | frozenset(YES_NO_SENDERS)
_NOT_A_TEXT = frozenset(
    words("id type count number no length time date at status index score url lang language")
)


# Characters of a header that count: any cell may be looked at as one, and the results are kept.
LONGEST = 100


def plain_header(name: str) -> str:
    """Return a header without capitals, accents and signs: "Created At" and "createdAt" are one."""
    return _plain(name[:LONGEST])


@lru_cache(maxsize=8_192)
def _plain(name: str) -> str:
    split = _CAMEL.sub("_", name.strip())
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", split)
        if not "\u0300" <= sign <= "\u036f"  # accents of Latin letters only
    )
    composed = unicodedata.normalize("NFC", bare.replace("ß", "ss"))
    return _BETWEEN.sub("_", composed.casefold()).strip("_")


def is_known(name: str) -> bool:
    """Whether any column of a chat export has this header."""
    return plain_header(name) in _ANY


def named(what: str, names: Iterable[str]) -> list[str]:
    """The columns whose header says that they are for this, the surest first."""
    by_header = {plain_header(name): name for name in names}
    exact = [by_header[word] for word in _WORDS[what] if word in by_header]
    return exact + [
        name for header, name in by_header.items() if name not in exact and _hints(what, header)
    ]


def _hints(what: str, header: str) -> bool:
    """Whether a part of a longer header says so: "message body (HTML)", "id of the chat"."""
    parts = set(header.split("_"))
    if what == "conversation":
        return "id" in parts and bool(
            parts & {"conversation", "chat", "session", "dialogue", "thread", "ticket", "case"}
        )
    if what == "text":
        usual = {"message", "text", "body", "content", "utterance", "transcript", "mensaje"}
        return bool(parts & usual) and not parts & _NOT_A_TEXT
    if what == "sender":
        return bool(parts & {"sender", "author", "speaker", "role"}) and not parts & {"id", "email"}
    if what == "at":
        return bool(parts & {"timestamp", "created", "sent"}) and not parts & {"by", "from", "to"}
    return False
