"""Which column of a table holds what: by its header in many languages, else by its content."""

from collections.abc import Iterable, Sequence

from delegation.domain.exports.senders import kind_of
from delegation.domain.exports.tables import Table
from delegation.domain.exports.texts import said
from delegation.domain.exports.times import day_comes_first, read_time
from delegation.domain.exports.turns import Columns, ExportedTurn, ExportRefused, Found

HEADERS = {
    "conversation": (
        "conversation_id conversationid conversation dialogue dialogue_id dialog_id chat_id chatid"
        " chat session_id session sessionid thread_id thread thread_ts ticket_id ticket room"
        " conversación conversacion conversa gespräch gespräch_id unterhaltung gesprek"
        " conversazione диалог беседа sohbet rozmowa 会话 会話 대화 convo_id case_id id"
    ),
    "sender": (
        "role sender sender_type author author_type from who user_type speaker participant"
        " sender_name author_name agent_or_customer direction message_type remitente remetente"
        " autor absender rolle expéditeur expediteur auteur afzender mittente отправитель автор"
        " gönderen nadawca 发送者 发件人 送信者 보낸사람 user username name nick type"
    ),
    "text": (
        "text message message_text content body utterance msg message_body plain_body mensaje texto"
        " mensagem nachricht inhalt contenu texte bericht tekst messaggio testo сообщение текст"
        " mesaj wiadomość treść 消息 内容 メッセージ 메시지 내용 transcript"
    ),
    "at": (
        "created_at timestamp time date datetime sent_at created at ts sent date_time"
        " fecha hora data data_hora datum zeit zeitpunkt heure date_heure дата время tarih"
        " 时间 日時 시간"
    ),
}
AWAITING, GOLD = "awaiting", "gold"  # of our own labelled files
PRIVATE = ("private", "is_private", "internal", "is_internal", "private_note")
YES = ("true", "1", "yes", "y", "t")
LOOKED_AT = 200


def guess_columns(table: Table) -> Columns | None:
    """Return the columns by their names and contents; None where no table of turns is seen."""
    if len(table.names) < 2:
        return None
    cells = {
        name: [row[at] for row in table.rows[:LOOKED_AT]] for at, name in enumerate(table.names)
    }
    free = dict.fromkeys(table.names)
    chosen: dict[str, str] = {}
    for what in ("text", "sender", "at", "conversation"):
        names = _by_header(what, free)
        if what == "sender":  # a column of roles says more than one of names
            names.sort(key=lambda name: not all(map(kind_of, filter(None, cells[name]))))
        if names:
            chosen[what] = names[0]
            del free[names[0]]
    _by_content(chosen, free, cells)
    if not {"text", "sender"} <= set(chosen) or not _is_prose(cells[chosen["text"]]):
        return None
    return Columns(
        chosen.get("conversation", ""), chosen["sender"], chosen["text"], chosen.get("at", "")
    )


def turns_of_table(table: Table, columns: Columns, source: str = "") -> Found:
    """Return the table's turns. Raises `ExportRefused` for a column that it does not have."""
    wanted = (columns.conversation, columns.sender, columns.text, columns.at)
    places = [_place(table.names, name) for name in wanted]
    conversation, sender, text, at = places
    if sender is None or text is None:
        raise ExportRefused("choose the columns that say who wrote and what")
    times = [row[at] for row in table.rows] if at is not None else []
    day_first = day_comes_first(times)
    private = next((at for at, name in enumerate(table.names) if name.casefold() in PRIVATE), None)
    awaiting, gold = (_place(table.names, name) for name in (AWAITING, GOLD))
    turns = [
        ExportedTurn(
            f"{source}{row[conversation]}" if conversation is not None else source,
            row[sender].strip(),
            said(row[text]),
            read_time(row[at], day_first=day_first is not False) if at is not None else None,
            (row[awaiting] or None) if awaiting is not None else None,
            (row[gold] or None) if gold is not None else None,
        )
        for row in table.rows
        if private is None or row[private].strip().casefold() not in YES
    ]
    doubtful = day_first is None and _has_two_orders(times)
    return Found(turns, table.names, columns, doubtful)


def _by_header(what: str, free: Iterable[str]) -> list[str]:
    """The columns with a usual name, the most usual first."""
    by_name = {name.strip().casefold().replace(" ", "_").replace("-", "_"): name for name in free}
    return [by_name[word] for word in HEADERS[what].split() if word in by_name]


def _by_content(chosen: dict[str, str], free: dict[str, None], cells: dict[str, list[str]]) -> None:
    """Fill what no header named: the sender has few known words, the text the longest cells."""
    if "sender" not in chosen:
        known = [name for name in free if all(map(kind_of, cells[name]))]
        if known:
            chosen["sender"] = known[0]
            del free[known[0]]
    if "text" not in chosen and free:
        name = max(free, key=lambda each: sum(map(len, cells[each])))
        chosen["text"] = name
        del free[name]
    if "conversation" not in chosen:
        repeated = [name for name in free if len(set(cells[name])) < len(cells[name])]
        if repeated:
            chosen["conversation"] = repeated[0]


def _is_prose(cells: Sequence[str]) -> bool:
    """Whether most cells have letters: a column of numbers holds no messages."""
    written = [cell for cell in cells if cell.strip()]
    return sum(any(map(str.isalpha, cell)) for cell in written) * 2 > len(written)


def _place(names: Sequence[str], name: str) -> int | None:
    return names.index(name) if name in names else None


def _has_two_orders(times: Sequence[str]) -> bool:
    return any(
        read_time(text, day_first=True) != read_time(text, day_first=False)
        for text in times[:LOOKED_AT]
    )
