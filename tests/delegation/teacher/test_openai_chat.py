"""OpenAI's chat protocol sends exactly these fields, and reads the reply in every form."""

import hashlib
from typing import Any

import pytest

from delegation.domain.teaching.schema import REPLY_SCHEMA
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.protocols.openai_chat import ChatAssembly, OpenAIChat
from delegation.teacher.shape import Format, Shape
from delegation.teacher.sse import ServerEvent
from delegation.teacher.usage import TokenUsage

MESSAGES = [{"role": "system", "content": "You sell bücher."}, {"role": "user", "content": "Hi"}]
BASE = "https://api.example/v1"
PLAIN = Shape(format=Format.TEXT)


def call(shape: Shape = PLAIN, *, base_url: str = BASE, model: str = "gpt-4o") -> Any:
    return OpenAIChat().build_call(
        base_url=base_url,
        api_key="sk-a",
        model=model,
        messages=MESSAGES,
        shape=shape,
        output_tokens=700,
    )


def test_a_plain_call_is_sent_whole() -> None:
    sent = call()
    assert sent.url == "https://api.example/v1/chat/completions"
    assert sent.headers == {"Authorization": "Bearer sk-a"}
    assert sent.body == {
        "model": "gpt-4o",
        "messages": MESSAGES,
        "stream": True,
        "max_completion_tokens": 700,
        "stream_options": {"include_usage": True},
    }


def test_the_protocol_is_stored_and_shown_by_its_names() -> None:
    assert (OpenAIChat.name, OpenAIChat.label) == ("openai", "OpenAI chat")
    assert isinstance(OpenAIChat().start_assembly(), ChatAssembly)


def test_a_schema_is_strict_and_a_weaker_format_asks_for_any_object() -> None:
    schema = {"name": "reply", "strict": True, "schema": REPLY_SCHEMA}
    asked = call(Shape()).body["response_format"]
    assert asked == {"type": "json_schema", "json_schema": schema}
    assert call(Shape(format=Format.JSON)).body["response_format"] == {"type": "json_object"}
    assert "response_format" not in call().body


def test_an_endpoint_that_does_not_stream_is_sent_no_options_of_streams() -> None:
    body = call(Shape(format=Format.TEXT, stream=False)).body
    assert body["stream"] is False
    assert "stream_options" not in body


def test_refused_fields_are_left_out_and_the_old_limit_replaces_the_new_one() -> None:
    omit = ("max_completion_tokens", "stream_options", "reasoning_effort")
    body = call(Shape(format=Format.TEXT, omit=omit), model="gpt-5").body
    assert body == {"model": "gpt-5", "messages": MESSAGES, "stream": True, "max_tokens": 700}


@pytest.mark.parametrize(("most", "limit"), [(None, 700), (500, 500), (900, 700)])
def test_the_limit_of_output_is_no_higher_than_what_the_endpoint_writes(
    most: int | None, limit: int
) -> None:
    body = call(Shape(format=Format.TEXT, most_output=most)).body
    assert body["max_completion_tokens"] == limit


def test_the_system_text_begins_the_message_of_an_endpoint_without_a_system_role() -> None:
    body = call(Shape(format=Format.TEXT, system=False)).body
    assert body["messages"] == [{"role": "user", "content": "You sell bücher.\n\nHi"}]


@pytest.mark.parametrize(
    ("model", "thinks"),
    [
        ("gpt-5", True),
        ("gpt-5-nano", True),
        ("o3", True),
        ("openai/o4-mini", True),
        ("a/b/gpt-5", True),
        ("gpt-4o", False),
        ("olmo", False),
        ("xgpt-5", False),
        ("GPT-5", False),
    ],
)
def test_only_models_that_think_are_asked_to_think_little(model: str, thinks: bool) -> None:
    body = call(model=model).body
    assert body.get("reasoning_effort") == ("low" if thinks else None)


def test_azure_also_gets_the_key_in_a_header_with_its_name() -> None:
    azure = "https://x.openai.azure.com/openai/v1?api-version=preview"
    sent = call(base_url=azure)
    assert sent.headers == {"Authorization": "Bearer sk-a", "api-key": "sk-a"}
    assert sent.url == ("https://x.openai.azure.com/openai/v1/chat/completions?api-version=preview")


def test_the_cache_key_for_openai_is_made_of_the_system_text_alone() -> None:
    key = call(base_url="https://api.openai.com/v1").body["prompt_cache_key"]
    assert key == hashlib.sha256("You sell bücher.".encode()).hexdigest()[:32]
    assert "prompt_cache_key" not in call().body


# --- answers


def delta(**fields: Any) -> ServerEvent:
    return ServerEvent({"choices": [{"index": 0, "delta": fields}]})


def text_of(content: Any) -> str:
    return ChatAssembly().take(delta(content=content))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""),
        ("", ""),
        ("Hi", "Hi"),
        (["Hi ", {"type": "text", "text": "there"}], "Hi there"),
        ([{"type": "output_text", "text": "Hi"}], "Hi"),
        ([{"text": "Hi"}], "Hi"),
        ({"type": "text", "text": "Hi"}, "Hi"),
        ([{"type": "text", "text": {"value": "Hi"}}], "Hi"),
        ([{"type": "text", "text": {"value": None}}], ""),
        ([{"type": "text", "text": {}}, "Hi"], "Hi"),
        ([{"type": "text", "text": None}], ""),
        ([{"type": "text"}, {"type": "thinking", "thinking": "hm"}], ""),
    ],
)
def test_text_is_read_in_every_form_that_servers_give_it(content: Any, text: str) -> None:
    assert text_of(content) == text


@pytest.mark.parametrize("content", [7, [7], [["Hi"]], [None], True])
def test_content_that_is_no_text_is_garbage(content: Any) -> None:
    with pytest.raises(TeacherBroken) as caught:
        text_of(content)
    assert caught.value.code == "teacher_garbage"


@pytest.mark.parametrize(
    "data",
    [
        {"choices": "Hi"},
        {"choices": {"0": "Hi"}},
        {"choices": ["Hi"]},
        {"choices": [{"index": 0, "delta": "Hi"}]},
        {"choices": [{"index": 0, "message": ["Hi"]}]},
    ],
)
def test_an_answer_of_another_form_is_garbage(data: dict[str, Any]) -> None:
    with pytest.raises(TeacherBroken) as caught:
        ChatAssembly().take(ServerEvent(data))
    assert caught.value.code == "teacher_garbage"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"choices": None},
        {"choices": []},
        {"choices": [{"index": 0}]},
        {"choices": [{"index": 0, "delta": None, "message": None}]},
        {"choices": [{"index": 1, "delta": {"content": "Hi"}}]},
        {"choices": [{"index": "1", "delta": {"content": "Hi"}}]},
    ],
)
def test_an_event_without_a_text_of_the_first_choice_adds_nothing(data: dict[str, Any]) -> None:
    assembly = ChatAssembly()
    assert assembly.take(ServerEvent(data)) == ""
    assert (assembly.finish, assembly.wrote, assembly.complete) == (None, False, False)


@pytest.mark.parametrize("reason", [None, "", 7])
def test_a_completion_without_a_reason_to_finish_goes_on(reason: Any) -> None:
    assembly = ChatAssembly()
    assembly.take(ServerEvent({"choices": [{"index": 0, "finish_reason": reason}]}))
    assert not assembly.complete


@pytest.mark.parametrize(
    "fields",
    [
        {"refusal": "n" * 400},
        {"content": [{"type": "refusal", "refusal": "n" * 400}]},
    ],
)
def test_a_refusal_is_quoted_up_to_300_characters(fields: dict[str, Any]) -> None:
    with pytest.raises(TeacherBroken) as caught:
        ChatAssembly().take(delta(**fields))
    assert (caught.value.code, caught.value.detail) == ("teacher_refusal", "n" * 300)


@pytest.mark.parametrize("refusal", ["", None])
def test_an_empty_refusal_is_none(refusal: str | None) -> None:
    assert ChatAssembly().take(delta(refusal=refusal, content="Hi")) == "Hi"


@pytest.mark.parametrize(
    "name",
    [
        "reasoning_content",
        "reasoning",
        "reasoning_details",
        "reasoning_text",
        "thinking",
        "thinking_content",
        "thought",
    ],
)
def test_thoughts_in_a_separate_field_are_apart(name: str) -> None:
    assembly = ChatAssembly()
    assembly.take(delta(content="Hi"))
    assert not assembly.thinks_apart
    assert assembly.take(delta(**{name: "hm"})) == ""
    assembly.take(delta(content=" there"))
    assert assembly.thinks_apart


def test_thoughts_in_typed_parts_are_apart_too() -> None:
    assembly = ChatAssembly()
    assembly.take(delta(content=[{"type": "text", "text": "Hi"}]))
    assert not assembly.thinks_apart
    assembly.take(delta(content=[{"type": "thinking", "thinking": "hm"}]))
    assert assembly.thinks_apart


NO_OUTPUT = {"prompt_tokens": 5, "completion_tokens": 0}


def test_usage_may_come_before_any_text() -> None:
    assembly = ChatAssembly()
    assembly.take(ServerEvent({"choices": [], "usage": NO_OUTPUT}))
    assert assembly.usage == TokenUsage(5, 0)


def test_usage_without_output_is_not_believed_after_a_text() -> None:
    assembly = ChatAssembly()
    assembly.take(delta(content="Hi"))
    assembly.take(ServerEvent({"choices": [], "usage": NO_OUTPUT}))
    assert assembly.usage is None


def test_usage_without_output_is_not_believed_in_an_event_with_a_text() -> None:
    assembly = ChatAssembly()
    choices = [{"index": 0, "delta": {"content": "Hi"}}]
    assembly.take(ServerEvent({"choices": choices, "usage": NO_OUTPUT}))
    assert assembly.usage is None
