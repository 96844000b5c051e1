"""The modules in which a fault costs money, privacy or a wrong answer, each with its tests.

A path may be a file or a folder of them. Only tests that run a mutated line run with its mutant,
but all of them run once before; so the tests are those near the module, without browsers and
processes. What only a test further away notices counts as a survivor.
"""

from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent


def _files(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"tests/{folder}/test_{name}.py" for name in names.split())


# With the doors and limits that every message passes: their tests are measured once.
_MESSAGES = (
    *_files(
        "delegation/conversations",
        "accepting answering asking attacks_on_valkey batches budget budget_alerts ceilings"
        " conversation_state counts escalations_api handoffs leases lifecycle local_claims"
        " message_ends message_rows one_layer own_receipts promises queue_places receipt_rows"
        " shares stored_messages teacher_bills worker_steps",
    ),
    *_files("tenants", "doors install invitations keys limits members operators row_security"),
)
_RULES = tuple(
    f"tests/delegation/rules/{room}" for room in ("deciding", "lessons", "publishing", "watching")
)
_SAVINGS = ("tests/delegation/savings", "tests/delegation/test_commit_hooks.py")
_TEACHER = _files(
    "delegation/teacher",
    "assembly assembly_ends breaker client client_figures edges errors failures guard guard_edges"
    " openai_chat refusals retry speaking watch wire wrapped_json",
)

PYTHON: dict[str, tuple[str, ...]] = {
    "delegation/domain/packs": ("tests/delegation/domain/packs",),
    "delegation/domain/approval": ("tests/delegation/domain/approval",),
    "delegation/domain/ledger": ("tests/delegation/domain/ledger",),
    "delegation/domain/wire/tokens.py": ("tests/delegation/domain/wire",),
    "delegation/domain/wire/origins.py": ("tests/delegation/domain/wire",),
    **{
        f"delegation/conversations/services/{name}.py": _MESSAGES
        for name in (
            "leases", "lifecycle", "accepting", "messages", "local_claims", "answering",
            "budget", "ceilings", "shares", "promises", "call_ledger", "history", "queue",
        )
    },
    "delegation/rules/services/lessons": _RULES,
    "delegation/rules/services/deciding": _RULES,
    "delegation/rules/services/publishing": _RULES,
    "delegation/rules/services/watching": _RULES,
    "delegation/teacher/retry.py": ("tests/delegation/teacher/test_retry.py",),
    **{
        f"delegation/teacher/{name}.py": _TEACHER
        for name in (
            "assembly", "speaking", "breaker", "guard", "client", "watch", "protocols/openai_chat",
        )
    },
    "tenants/access.py": _MESSAGES,
    "tenants/limits.py": _MESSAGES,
    "delegation/stream": ("tests/delegation/stream",),
    "delegation/savings/services": _SAVINGS,
}  # fmt: skip
# Texts, and what only starts or re-exports something: nothing is decided there.
NOT_CRITICAL = (
    "delegation/domain/approval/starter_texts.py",
    "delegation/domain/approval/small_talk_words.py",
    "delegation/stream/__main__.py",
    "delegation/stream/app.py",
    "delegation/savings/services/figures_in_words.py",
    "delegation/savings/services/headlines.py",
)
JAVASCRIPT = (
    "frontend/src/matching.js",
    "frontend/src/packs.js",
    "frontend/src/phrases.js",
    "frontend/src/pack-keeper.js",
    "frontend/src/conversation.js",
    "frontend/src/counts.js",
    "frontend/src/storage.js",
    "frontend/src/gatekeeper.js",
    "frontend/src/identify.js",
    "frontend/src/events.js",
    "frontend/src/line/main.js",
    "frontend/src/line/flights.js",
    "frontend/src/line/fresh-lessons.js",
    "frontend/src/line/escalation.js",
    "frontend/src/line/event-stream.js",
    "frontend/src/line/failure.js",
    "frontend/src/line/text-so-far.js",
)


def python_modules() -> dict[str, tuple[str, ...]]:
    """Every critical Python module by its path, with the folders of its tests."""
    found: dict[str, tuple[str, ...]] = {}
    for name, tests in PYTHON.items():
        path = BASE / name
        for each in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            module = each.relative_to(BASE).as_posix()
            if each.name != "__init__.py" and module not in NOT_CRITICAL:
                found[module] = tests
    return found


def critical_modules() -> list[str]:
    """The paths of all critical modules, in the order in which they are measured."""
    return [*python_modules(), *JAVASCRIPT]
