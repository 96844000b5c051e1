"""Who wrote a turn: words that exports use for visitors, for assistants, and for neither."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from delegation.domain.exports.turns import ExportedTurn


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VISITORS = _words(
    """
    user visitor customer client guest contact human incoming end-user enduser end_user lead caller
    consumer buyer requester inbound usr shopper patient student in received user_message
    cliente usuario usuário visitante comprador utilisateur visiteur kunde kundin besucher
    besucherin benutzer nutzer gast klant bezoeker utente visitatore пользователь клиент посетитель
    покупатель müşteri ziyaretçi kullanıcı klient użytkownik kund besökare asiakas zákazník
    客户 用户 访客 顾客 お客様 ユーザー 顧客 고객 사용자 زائر عميل العميل
    """
)
ASSISTANTS = _words(
    """
    assistant agent bot operator admin gpt ai model chatbot outgoing outbound staff support employee
    representative rep teammate wizard advisor seller chatgpt claude gemini copilot agent_bot
    agentbot virtual_assistant support_agent support_team team out sent answer assistant_message
    agente asistente assistente assistent assistentin atendente operador operadora soporte suporte
    conseiller conseillère mitarbeiter mitarbeiterin berater beraterin medewerker operatore
    operateur opérateur оператор агент бот поддержка ассистент temsilci asistan konsultant
    asystent medarbejder handläggare 客服 机器人 助手 オペレーター 担当者 상담원 챗봇
    موظف المساعد مساعد وكيل
    """
)
# Rows that were not said to anyone.
NEITHER = _words(
    """
    system activity event note private_note internal internal_note action tool function developer
    trigger notification log info_message sistema systeme système sistem система 系统
    システム 시스템
    """
)
_SYSTEM = _words("system sistema systeme système sistem система 系统 システム 시스템")
_AMBIGUOUS = "user"  # some help desks call their own people so, and the visitors contacts
_VISITORS_BESIDE = frozenset(
    {"contact", "customer", "client", "visitor", "guest", "end-user", "end_user", "requester"}
)
_MOST_ASSISTANTS = 20  # that a guess names


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


def who_spoke(senders: Collection[str]) -> frozenset[str]:
    """The senders that take part. A system does where only visitors would be left without it."""
    part = {sender for sender in senders if kind_of(sender) != "neither"}
    if all(kind_of(sender) == "visitor" for sender in part) and not _staff_called_user(part):
        part |= {sender for sender in senders if _is_system(sender)}
    return frozenset(part)


def certain_assistants(senders: Iterable[str]) -> frozenset[str] | None:
    """The assistants, where the words of the export leave no doubt; else None.

    Where the assistant's word is known, all names are visitors; where only the visitor's word is
    known, all names are assistants.
    """
    kinds: Mapping[str, str | None] = {sender: kind_of(sender) for sender in senders}
    named = {sender for sender, kind in kinds.items() if kind is None}
    assistants = {sender for sender, kind in kinds.items() if kind == "assistant"}
    visitors = {sender for sender, kind in kinds.items() if kind == "visitor"}
    systems = {sender for sender, kind in kinds.items() if kind == "neither"}
    if _staff_called_user(set(kinds)):
        return None
    if systems and visitors and not named:
        return frozenset(assistants or systems)
    if visitors and assistants:
        return frozenset(assistants) if not named else None
    if visitors and named:
        return frozenset(named)
    if assistants and named:
        return frozenset(assistants)
    return None


def likely_assistants(turns: Iterable[ExportedTurn]) -> frozenset[str]:
    """The best guess by content: who takes part in the most conversations, and answers in them.

    Others join the guess until every conversation has someone who answers.
    """
    people: dict[str, set[str]] = defaultdict(set)  # conversation -> senders
    conversations: dict[str, set[str]] = defaultdict(set)  # sender -> conversations
    begins: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for turn in turns:
        if turn.conversation not in people:
            begins[turn.sender] += 1
        people[turn.conversation].add(turn.sender)
        conversations[turn.sender].add(turn.conversation)
        written[turn.sender] += 1
    known = {sender for sender in conversations if kind_of(sender) == "assistant"}
    known |= _staff_called_user(set(conversations))
    if known:
        return frozenset(known)
    order = sorted(
        (sender for sender in conversations if kind_of(sender) is None),
        key=lambda name: (-len(conversations[name]), begins[name], -written[name], name),
    )
    chosen: set[str] = set()
    left = {name for name, senders in people.items() if len(senders) > 1}
    for sender in order:
        helps = conversations[sender] & left
        answers_alone = any(people[name] <= chosen | {sender} for name in conversations[sender])
        if not chosen or (helps and not answers_alone and begins[sender] * 2 <= len(helps)):
            chosen.add(sender)
            left -= helps
        if not left or len(chosen) == _MOST_ASSISTANTS:
            break
    return frozenset(chosen)


def _staff_called_user(senders: Collection[str]) -> frozenset[str]:
    """The word "user" where the visitors have another word: then it means the company's people."""
    words = {sender.strip().casefold().replace(" ", "_"): sender for sender in senders}
    if _AMBIGUOUS in words and set(words) & _VISITORS_BESIDE:
        return frozenset({words[_AMBIGUOUS]})
    return frozenset()


def _is_system(sender: str) -> bool:
    return sender.strip().casefold() in _SYSTEM
