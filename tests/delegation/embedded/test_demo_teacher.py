"""The demo teacher, over HTTP as the product reaches it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from delegation.domain.teaching.replies import ParsedReply, parse_reply
from delegation.domain.teaching.schema import REPLY_SCHEMA
from delegation.domain.words import Act, Awaiting
from delegation.embedded.demo_teacher.server import make_server

SCHEMA = {
    "type": "json_schema",
    "json_schema": {"name": "reply", "strict": True, "schema": REPLY_SCHEMA},
}


@pytest.fixture(scope="module")
def teacher() -> Iterator[str]:
    server = make_server(0, pace=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def chat(teacher: str, messages: list[dict[str, str]], **options: Any) -> dict[str, Any]:
    body = {"model": "any", "messages": messages} | options
    response = httpx2.post(f"{teacher}/chat/completions", json=body)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def case(message: str, *turns: tuple[str, str, str]) -> list[dict[str, str]]:
    conversation = [{"from": who, "text": text, "awaiting": state} for who, text, state in turns]
    content = json.dumps({"conversation": conversation, "message": message}, ensure_ascii=False)
    return [{"role": "system", "content": "Be kind."}, {"role": "user", "content": content}]


def ask(teacher: str, message: str, *turns: tuple[str, str, str]) -> ParsedReply:
    answer = chat(teacher, case(message, *turns), response_format=SCHEMA)
    return parse_reply(answer["choices"][0]["message"]["content"])


ASKED = ("assistant", "Shall I confirm it?", "confirm")


@pytest.mark.parametrize(
    ("message", "act", "says"),
    [
        ("thx", Act.THANKS, "You're welcome!"),
        ("  THANKS!!! ", Act.THANKS, "You're welcome!"),
        ("Hello", Act.GREETING, "Hello"),
        ("Olá", Act.GREETING, "Olá"),
        ("muchas gracias", Act.THANKS, "¡De nada!"),
        ("Tschüss", Act.FAREWELL, "Auf Wiedersehen"),
        ("d\u2019accord", Act.ACKNOWLEDGEMENT, "D'accord"),
        ("спасибо", Act.THANKS, "Пожалуйста"),
        ("génial !", Act.COMPLIMENT, "C'est gentil"),
        ("kkkk", Act.LAUGHTER, "Haha"),
        ("Thanks, bye!", Act.FAREWELL, "Goodbye"),
    ],
)
def test_it_answers_small_talk_in_six_languages_and_teaches_it(
    teacher: str, message: str, act: Act, says: str
) -> None:
    reply = ask(teacher, message)
    assert reply.user_response.startswith(says)
    assert reply.awaiting is Awaiting.NOTHING
    assert reply.lesson is not None
    assert reply.lesson.act is act
    assert reply.lesson.query == message.strip()
    assert reply.lesson.response == reply.user_response


@pytest.mark.parametrize(
    "message",
    [
        "Where is my parcel?",
        "thanks but it is broken",
        "ok?",
        "hello, do you ship abroad",
        "",
        "42",
    ],
)
def test_it_teaches_nothing_about_anything_else(teacher: str, message: str) -> None:
    assert ask(teacher, message).lesson is None


def test_it_says_that_it_is_scripted_and_how_to_connect_a_real_model(teacher: str) -> None:
    reply = ask(teacher, "Who wrote you?")
    for word in ("script", "OPENAI_API_KEY", "OPENAI_BASE_URL", "TEACHER_MODEL"):
        assert word in reply.user_response


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("What do you have in stock?", "- **Charcoal Oolong**, 75 g: £16.00, 8 tins left"),
        ("How much is the green one?", "**Kestrel Green** costs £12.00"),
        ("Do you ship to Brazil?", "**the same day**"),
        ("Can I return a tin?", "**30 days**"),
        ("Was kostet der Oolong?", "**Charcoal Oolong** kostet £16.00"),
        ("Quels thés avez-vous ?", "- **Hedgerow**, 100 g : £7.20"),
        ("¿Cuánto cuesta el envío?", "£3.20"),
        ("Posso devolver o chá?", "**30 dias**"),
        ("Какие у вас чаи?", "- **Kestrel Green**"),
    ],
)
def test_it_knows_the_tea_shop_and_writes_markdown(teacher: str, message: str, says: str) -> None:
    reply = ask(teacher, message)
    assert says in reply.user_response
    assert reply.awaiting is Awaiting.NOTHING
    assert reply.lesson is None


@pytest.mark.parametrize(
    ("order", "confirm", "question", "done"),
    [
        ("Three tins of Kestrel Green please", "ok", "Shall I order three tins?", "You're all set"),
        ("Ich möchte drei Dosen Kestrel Green", "ja", "Soll ich drei Dosen bestellen?", "Alles er"),
        ("Quiero tres latas de té verde", "vale", "¿Pido tres latas?", "Todo listo"),
        ("Quero três latas de Kestrel", "pode", "Posso encomendar três latas?", "Tudo pronto"),
        ("Je voudrais trois boîtes de vert", "d'accord", "Dois-je commander trois", "C'est fait"),
        ("Хочу три банки Kestrel", "да", "Заказать три банки?", "Всё готово"),
    ],
)
def test_it_asks_before_it_orders_and_the_ok_that_follows_teaches_nothing(
    teacher: str, order: str, confirm: str, question: str, done: str
) -> None:
    asked = ask(teacher, order)
    assert asked.awaiting is Awaiting.CONFIRM
    assert question in asked.user_response
    confirmed = ask(teacher, confirm, ("assistant", asked.user_response, "confirm"))
    assert confirmed.user_response.startswith(done)
    assert "£36.00" in confirmed.user_response
    assert confirmed.awaiting is Awaiting.NOTHING
    assert confirmed.lesson is None


def test_an_order_asks_for_a_choice_and_a_number(teacher: str) -> None:
    messages: list[dict[str, str]] = []

    def say(message: str) -> str:
        messages.append({"role": "user", "content": message})
        reply = str(chat(teacher, messages)["choices"][0]["message"]["content"])
        messages.append({"role": "assistant", "content": reply})
        return reply

    assert "Which tea would you like" in say("I want to order something")
    assert say("the oolong") == "How many tins of **Charcoal Oolong** would you like?"
    assert "only 8 tins" in say("20")
    assert "£32.00" in say("two")
    assert say("hm, tell me about delivery").startswith("Orders that reach us before two")


def test_a_message_about_something_else_repeats_the_question(teacher: str) -> None:
    asked = ask(teacher, "Two tins of Hedgerow")
    again = ask(teacher, "the blue folder", ("assistant", asked.user_response, "confirm"))
    assert again == asked


def test_it_finds_an_order_by_its_number(teacher: str) -> None:
    asked = ask(teacher, "Where is my order?")
    found = ask(teacher, "it is 4711", ("assistant", asked.user_response, "info"))
    assert found.user_response.startswith("Order 4711 was posted yesterday")


def test_the_same_ok_with_nothing_pending_is_small_talk(teacher: str) -> None:
    assert ask(teacher, "ok").lesson is not None


def test_no_thanks_after_anything_else_ends_the_conversation(teacher: str) -> None:
    cancelled = ask(teacher, "no", ASKED)
    assert cancelled.awaiting is Awaiting.MORE
    last = ask(teacher, "no thanks", ("assistant", cancelled.user_response, "more"))
    assert last.lesson is not None
    assert last.lesson.act is Act.FAREWELL


@pytest.mark.parametrize(
    ("message", "state"),
    [("Where is my order?", Awaiting.INFO), ("I want to order tea", Awaiting.CHOICE)],
)
def test_it_says_what_its_own_question_awaits(teacher: str, message: str, state: Awaiting) -> None:
    assert ask(teacher, message).awaiting is state


@pytest.mark.parametrize("state", ["confirm", "choice", "info", "unknown"])
def test_small_talk_while_a_question_is_pending_teaches_nothing(teacher: str, state: str) -> None:
    assert ask(teacher, "great", ("assistant", "Red or blue?", state)).lesson is None


def test_it_reads_plain_chat_turns_as_well(teacher: str) -> None:
    first = chat(teacher, [{"role": "user", "content": "please book it"}])
    question = first["choices"][0]["message"]["content"]
    turns = [
        {"role": "user", "content": "please book it"},
        {"role": "assistant", "content": question},
        {"role": "user", "content": "ok"},
    ]
    assert "You're all set" in chat(teacher, turns)["choices"][0]["message"]["content"]


def test_without_a_response_format_it_writes_text(teacher: str) -> None:
    answer = chat(teacher, case("thx"))
    assert answer["choices"][0]["message"]["content"] == "You're welcome!"


def test_json_mode_writes_the_same_json(teacher: str) -> None:
    answer = chat(teacher, case("thx"), response_format={"type": "json_object"})
    assert parse_reply(answer["choices"][0]["message"]["content"]).lesson is not None


def test_the_stream_spells_the_same_reply_and_ends_with_usage_and_done(teacher: str) -> None:
    body = {
        "model": "any",
        "messages": case("спасибо"),
        "response_format": SCHEMA,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    response = httpx2.post(f"{teacher}/chat/completions", json=body)
    lines = [line.removeprefix("data: ") for line in response.text.split("\n") if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    pieces = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks[:-1]]
    assert parse_reply("".join(pieces)).user_response == "Пожалуйста!"
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    usage = chunks[-1]["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_it_lists_its_model(teacher: str) -> None:
    assert httpx2.get(f"{teacher}/models").json()["data"][0]["id"] == "demo-teacher"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_request_is_refused_in_words(teacher: str, body: bytes) -> None:
    response = httpx2.post(f"{teacher}/chat/completions", content=body)
    assert response.status_code == 400
    assert response.json()["error"]["message"]


def test_it_runs_as_a_process_of_its_own_on_loopback() -> None:
    command = [
        sys.executable,
        "-m",
        "delegation.embedded.demo_teacher",
        "--port",
        "0",
        "--pace",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        try:
            assert address.startswith("http://127.0.0.1:")
            assert ask(address, "thx").lesson is not None
        finally:
            process.terminate()


def test_the_product_never_imports_it() -> None:
    code = (
        "import sys, delegation.teacher; "
        "sys.exit(any('demo_teacher' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
