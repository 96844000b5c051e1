"""Who wrote a turn: words that exports use for visitors, for assistants, and for neither."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from delegation.domain.exports.turns import ExportedTurn


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VISITORS = _words(
    """
    user visitor customer client guest contact human incoming end-user enduser end_user lead caller
    consumer buyer requester inbound usr you me
    cliente usuario usuário visitante comprador utilisateur visiteur kunde kundin besucher benutzer
    gast klant bezoeker utente visitatore пользователь клиент посетитель müşteri ziyaretçi klient
    użytkownik 客户 用户 访客 お客様 ユーザー 고객 사용자
    """
)
ASSISTANTS = _words(
    """
    assistant agent bot operator admin gpt ai model chatbot outgoing outbound staff support employee
    representative teammate wizard advisor seller chatgpt claude
    agente asistente assistente atendente operador soporte conseiller conseillère mitarbeiter
    mitarbeiterin berater medewerker operatore оператор агент бот поддержка temsilci konsultant
    客服 机器人 オペレーター 상담원
    """
)
# Rows that were not said to anyone.
NEITHER = _words(
    """
    system activity event note private_note internal internal_note action tool function developer
    trigger notification log info_message
    """
)


def kind_of(sender: str) -> str | None:
    """`visitor`, `assistant` or `neither`; None for a name, or for a word that says nothing."""
    word = sender.strip().casefold().replace(" ", "_")
    for kind, words in (("visitor", VISITORS), ("assistant", ASSISTANTS), ("neither", NEITHER)):
        if word in words or word.replace("_", "-") in words:
            return kind
    return None


def count_senders(turns: Iterable[ExportedTurn]) -> dict[str, int]:
    """How many turns each sender wrote, the busiest first."""
    return dict(Counter(turn.sender for turn in turns).most_common())


def certain_assistants(senders: Iterable[str]) -> frozenset[str] | None:
    """The assistants, where the words of the export leave no doubt; else None.

    Where the assistant's word is known, all names are visitors; where only the visitor's word is
    known, all names are assistants.
    """
    kinds: Mapping[str, str | None] = {sender: kind_of(sender) for sender in senders}
    named = {sender for sender, kind in kinds.items() if kind is None}
    assistants = {sender for sender, kind in kinds.items() if kind == "assistant"}
    visitors = {sender for sender, kind in kinds.items() if kind == "visitor"}
    if visitors and assistants:
        return frozenset(assistants) if not named else None
    if visitors and named:
        return frozenset(named)
    if assistants and named:
        return frozenset(assistants)
    return None


def likely_assistants(turns: Iterable[ExportedTurn]) -> frozenset[str]:
    """The best guess by content: who takes part in the most conversations, and answers in them."""
    conversations: dict[str, set[str]] = defaultdict(set)
    begins: Counter[str] = Counter()
    written: Counter[str] = Counter()
    seen: set[str] = set()
    for turn in turns:
        conversations[turn.sender].add(turn.conversation)
        written[turn.sender] += 1
        if turn.conversation not in seen:
            seen.add(turn.conversation)
            begins[turn.sender] += 1
    known = {sender for sender in conversations if kind_of(sender) == "assistant"}
    if known:
        return frozenset(known)
    open_to = [sender for sender in conversations if kind_of(sender) is None]
    if not open_to:
        return frozenset()
    return frozenset(
        [
            max(
                open_to,
                key=lambda name: (len(conversations[name]), -begins[name], written[name], name),
            )
        ]
    )
