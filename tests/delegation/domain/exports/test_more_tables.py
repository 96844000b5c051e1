"""Tables as people really export them: other headers, titles, notes, transcripts in a cell."""

from dataclasses import dataclass

import pytest

from delegation.domain.exports.reader import open_export
from delegation.domain.replay.transcripts import messages_of
from tests.delegation.domain.exports.making import Dialect, table

SAID = ("Hello", "Hi.", "Thanks")
ROWS = "1,visitor,Hello\n1,agent,Hi.\n1,visitor,Thanks\n"
TRANSCRIPT = '"Visitor: Hello\nAgent: Hi.\nVisitor: Thanks"\n'


@dataclass(frozen=True)
class Shape:
    """A table, and what is right; without more, one conversation of `SAID`."""

    text: str
    said: tuple[str, ...] = SAID
    assistants: frozenset[str] = frozenset({"agent"})
    asks_who: bool = False
    conversations: int = 1
    states: tuple[str, ...] = ()  # of the visitors' messages; without them nothing is awaited


SHAPES = {
    "title lines above the header": Shape(
        "Chat report\nPeriod: January 2026\n\nchat_id,sender,message\n" + ROWS
    ),
    "no header": Shape(ROWS),
    "camel case": Shape(
        "conversationId,senderType,messageText\n" + ROWS
    ),
    "an id of each row is no conversation": Shape(
        "id,session,role,text\n1,a,visitor,Hello\n2,a,agent,Hi.\n3,a,visitor,Thanks\n"
    ),
    "unquoted commas in the last cell": Shape(
        "id,sender,text\n1,visitor,Hello, you, there\n1,agent,Hi.\n1,visitor,Thanks\n",
        ("Hello, you, there", "Hi.", "Thanks"),
    ),
    "backslashes before quotes": Shape(
        'id,sender,text\n1,visitor,"Say \\"Hello\\", please"\n1,agent,"Hi."\n1,visitor,"Thanks"\n',
        ('Say "Hello", please', "Hi.", "Thanks"),
    ),
    "a quote that never ends": Shape(
        'id,sender,text\n1,visitor,"Hello\n1,agent,Hi.\n1,visitor,Thanks\n',
        ('"Hello', "Hi.", "Thanks"),
    ),
    "quotes in the middle of a cell": Shape(
        'id,sender,text\n1,visitor,5" screen\n1,agent,"Hi."\n1,visitor,Thanks\n',
        ('5" screen', "Hi.", "Thanks"),
    ),
    "line ends of old Macs": Shape(
        ("id,sender,text\n" + ROWS).replace("\n", "\r")
    ),
    "empty columns and rows": Shape(
        "id;sender;text;;\n1;visitor;Hello;;\n;;;;\n1;agent;Hi.;;\n1;visitor;Thanks;;\n"
    ),
    "inbound or not": Shape(
        "chat_id,inbound,text\n" + ROWS.replace("visitor", "True").replace("agent", "False")
    ),
    "from the agent or not": Shape(
        "chat_id,is_agent,text\n" + ROWS.replace("visitor", "0").replace("agent", "1")
    ),
    "private notes": Shape(
        "id,sender,text,is_private\n1,visitor,Hello,no\n1,agent,Angry one,yes\n1,agent,Hi.,no\n"
        "1,visitor,Thanks,no\n"
    ),
    "not public": Shape(
        "id,sender,text,public\n1,visitor,Hello,true\n1,agent,Angry one,false\n1,agent,Hi.,true\n"
        "1,visitor,Thanks,true\n"
    ),
    "types of rows": Shape(
        "id,type,sender,text\n1,event,visitor,joined\n1,message,visitor,Hello\n"
        "1,note,agent,Angry one\n1,message,agent,Hi.\n1,message,visitor,Thanks\n"
    ),
    "system rows": Shape(
        "id,sender,text\n1,system,Chat started\n" + ROWS
    ),
    "a bot's menu": Shape(
        "id,sender,content_type,text\n1,visitor,text,Hello\n1,bot,text,Hi.\n"
        "1,bot,input_select,Choose one\n1,visitor,text,Thanks\n",
        assistants=frozenset({"bot"}),
        states=("nothing", "unknown"),
    ),
    "a list of options": Shape(
        'id,sender,text\n1,visitor,Hello\n1,agent,"Choose:\n1. Orders\n2. Returns"\n'
        "1,visitor,Thanks\n",
        ("Hello", "Choose:\n1. Orders\n2. Returns", "Thanks"),
        states=("nothing", "unknown"),
    ),
    "a question and its answer in a row": Shape(
        "question,answer\nHello,Hi.\nThanks,Sure.\n",
        ("Hello", "Hi.", "Thanks", "Sure."),
        conversations=2,
    ),
    "user and bot columns": Shape(
        "session_id,user_message,bot_response\n1,Hello,Hi.\n1,Thanks,Sure.\n",
        ("Hello", "Hi.", "Thanks", "Sure."),
    ),
    "a transcript in a cell": Shape(
        f"id,transcript\n7,{TRANSCRIPT}8,{TRANSCRIPT}",
        SAID * 2,
        assistants=frozenset({"Agent"}),
        conversations=2,
    ),
    "a transcript with times in a cell": Shape(
        'ticket,chat transcript\n7,"(10:01:02) Ada: Hello\n(10:01:03) *** Bob joined the chat ***\n'
        '(10:01:04) Agent: Hi.\nhow nice\n(10:01:09) Ada: Thanks"\n',
        ("Hello", "Hi.\nhow nice", "Thanks"),
        assistants=frozenset({"Agent"}),
    ),
    "day and time in two columns": Shape(
        "id,date,time,sender,text\n1,2026-02-12,10:05,visitor,Thanks\n1,2026-02-12,10:02,agent,Hi.\n"
        "1,2026-02-12,09:58,visitor,Hello\n"
    ),
    "days of a spreadsheet": Shape(
        "id,time,sender,text\n1,45993.7,visitor,Thanks\n1,45993.6,agent,Hi.\n1,45993.5,visitor,Hello"
    ),
    "months by name": Shape(
        'id,time,sender,text\n1,"Feb 12, 2026, 1:05 PM",visitor,Thanks\n'
        '1,"Feb 12, 2026, 1:02 PM",agent,Hi.\n1,"Feb 12, 2026, 11:58 AM",visitor,Hello\n'
    ),
    "Brazilian": Shape(
        "ID da conversa;Remetente;Mensagem;Data/Hora\n1;Cliente;Olá;12/02/2026 10:00\n"
        "1;Atendente;Oi.;12/02/2026 10:01\n1;Cliente;Obrigado;13/02/2026 10:02\n",
        ("Olá", "Oi.", "Obrigado"),
        assistants=frozenset({"Atendente"}),
    ),
    "German": Shape(
        "Gesprächs-ID;Absender;Nachricht;Zeitpunkt\n1;Kunde;Hallo;12.02.2026 10:00\n"
        "1;Mitarbeiter;Hallo!;12.02.2026 10:01\n1;Kunde;Danke;12.02.2026 10:02\n",
        ("Hallo", "Hallo!", "Danke"),
        assistants=frozenset({"Mitarbeiter"}),
    ),
    "French": Shape(
        "Conversation;Expéditeur;Contenu\n1;Client;Bonjour\n1;Conseiller;Bonjour !\n"
        "1;Client;Merci\n",
        ("Bonjour", "Bonjour !", "Merci"),
        assistants=frozenset({"Conseiller"}),
    ),
    "Spanish": Shape(
        "Conversación;Remitente;Mensaje\n1;Cliente;Hola\n1;Agente;¡Hola!\n1;Cliente;Gracias\n",
        ("Hola", "¡Hola!", "Gracias"),
        assistants=frozenset({"Agente"}),
    ),
    "Japanese": Shape(
        "会話,送信者,メッセージ\n1,お客様,こんにちは\n1,オペレーター,はい。\n1,お客様,ありがとう\n",
        ("こんにちは", "はい。", "ありがとう"),
        assistants=frozenset({"オペレーター"}),
    ),
    "staff who are called users": Shape(
        "id,sender_type,content\n" + ROWS.replace("visitor", "Contact").replace("agent", "User"),
        assistants=frozenset({"User"}),
        asks_who=True,
    ),
    "several people answer": Shape(
        "id,name,text\n" + "".join(
            f"{n},Guest {n},Hello\n{n},{('Ann', 'Bob')[n % 2]},Hi.\n{n},Guest {n},Thanks\n"
            for n in range(4)
        ),
        SAID * 4,
        assistants=frozenset({"Ann", "Bob"}),
        asks_who=True,
        conversations=4,
    ),
    "mail with what it answers": Shape(
        'ticket_id,author,body\n1,customer,"<div>Hello</div><div class=""gmail_quote"">On Monday'
        ' you wrote: <blockquote>Old</blockquote></div>"\n1,agent,"Hi.\n\nFrom: Ada\nSent: Monday\n'
        'Hello"\n1,customer,"Thanks\n\nSent from my iPhone"\n'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_is_understood(name: str) -> None:
    shape = SHAPES[name]
    export = open_export(shape.text.encode())
    assert tuple(turn.text for turn in export.turns) == shape.said
    assert (export.assistants, export.asks_who) == (shape.assistants, shape.asks_who)
    assert export.conversations == shape.conversations
    states = tuple(each.state for each in messages_of(export, export.assistants))
    assert states == (shape.states or ("nothing",) * len(states))


def test_a_table_of_another_program_is_read_in_any_encoding() -> None:
    talks = [[("Kunde", "Wo ist mein Päckchen?"), ("Mitarbeiter", "Schon unterwegs, größer!")]]
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250"):
        for size in (1, 40):
            export = open_export(table(talks * size, Dialect(";", encoding=encoding)))
            assert export.turns[0].text == "Wo ist mein Päckchen?", (encoding, size)
