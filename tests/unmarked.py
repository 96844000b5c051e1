"""Find the texts of templates and modules that people read and that no catalogue contains."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
PACKAGES = ("delegation", "tenants")
# What no customer reads: the texts for models, the operators' commands and what the demo says.
NOT_FOR_CUSTOMERS = {"teacher", "embedded", "management", "play", "migrations", "stream"}
# The API is English, and so is what only operators read: in logs, counters and at start.
ENGLISH = {"api.py", "manage_api.py", "visitor_api.py", "api_description.py", "errors.py"}
ENGLISH |= {"settings.py", "environment.py", "checks.py", "logs.py", "celery.py", "rest.py"}
ENGLISH |= {"collectors.py", "counters.py", "exporter.py", "serializers.py", "wire_fields.py"}
# What the gatekeeper or a model reads, or a visitor in the language that the tenant writes.
NOT_OF_PAGES = (
    "delegation/domain/language/",
    "delegation/domain/teaching/",
    "delegation/domain/approval/starter_texts.py",
    "delegation/domain/ledger/currencies.py",  # other languages name them as CLDR does
    "delegation/domain/replay/loop.py",
    "delegation/domain/wire/page_context.py",
    "delegation/domain/wire/events.py",
    "delegation/domain/wire/tokens.py",
    "delegation/conversations/services/answering.py",
    "delegation/conversations/services/calibrations.py",
    "delegation/conversations/services/lifecycle.py",
    "delegation/conversations/services/messages.py",
    "delegation/conversations/services/worker_health.py",
    "delegation/middleware.py",
    "delegation/notifications/services/deliveries.py",
    "delegation/notifications/services/signed_post.py",
    "delegation/rules/services/deciding/kill_switch.py",  # reasons, kept in the audit log
    "delegation/rules/services/deciding/rollback.py",
    "delegation/rules/services/publishing/",
    "delegation/no_database/",
    "delegation/schedule.py",
    "delegation/telemetry/",
    "delegation/views.py",
    "tenants/access.py",
    "tenants/services/leaving.py",
    "tenants/row_security/",
)

MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
MARKS |= {"worded", "Sentence", "counted", "noun_for"}
READ_BY_PEOPLE = {"label", "help_text", "verbose_name", "verbose_name_plural", "description"}
READ_BY_PEOPLE |= {
    "title",
    "note",
    "link",
    "empty_label",
    "short_description",
    "search_help_text",
    "site_header",
    "site_title",
    "index_title",
}
TABLES = {"labels", "help_texts", "error_messages", "choices"}  # their values are read
REFUSALS = {"ValidationError", "PermissionDenied"}
# What pages show, from their positions.
SHOWN = {"Figure", "Headline", "SetupStep", "Attention", "Verdict", "Question", "Term"}
SHOWN |= {"DecisionButton", "ProcessLine", "Check", "PolicyAdvice", "Recipe", "ReceiptKind"}
LOGS = {"logger", "log", "logging"}

_HIDDEN = re.compile(
    r"{#.*?#}|{% comment %}.*?{% endcomment %}|<script.*?</script>|<style.*?</style>"
    r"|{% blocktranslate.*?{% endblocktranslate %}|<code>[^<]*</code>"
    r"|{% block (?:body_?class|form_attributes) %}.*?{% endblock %}",
    re.DOTALL,
)
_TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_HTML_TAG = re.compile(r"<[^>]*>|&#?\w+;")
_LABEL = re.compile(
    r'(?:\s(?:aria-label|placeholder|title|alt|data-[\w-]+)|<meta name="description" content)'
    r'="([^"]*)"'
)
_NAMED_WITH = re.compile(  # what only style sheets, scripts and the server read
    r'(?:{% block body_?class %}|\s(?:class|id|name|for|href|type)="[^"{]*){% ?translate[^%]*%}'
)
_ARGUMENT = re.compile(r'(?:\|(?:default|default_if_none|add):|\s\w+=)"([^"]*)"')
_PHRASE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}|^ [^\W\d_]{2,}|[^\W\d_]{2,} $")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SQL = re.compile(r"(?:SELECT|INSERT|UPDATE|DELETE|ALTER|CREATE|DROP|LOCK) ")
# Names are the same in every language.
NAMES = (
    *("Self-delegation", "PostgreSQL", "Valkey", "Google Tag Manager", "Next.js", "React", "Vue"),
    *("WordPress", "Django", "UTC", "USD", "JSON", "CSV", "PDF", "API", "https", "sk", ".md"),
)


def name_of(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


def readable_files() -> list[Path]:
    """Return every template and module with something that customers read."""
    return [
        path
        for package in PACKAGES
        for path in sorted((BASE / package).rglob("*"))
        if path.suffix in {".html", ".txt", ".py"}
        and not set(path.relative_to(BASE).parts) & NOT_FOR_CUSTOMERS
        and path.name not in ENGLISH
        and not name_of(path).startswith(NOT_OF_PAGES)
    ]


def unmarked_in(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    found = unmarked_in_module(text) if path.suffix == ".py" else unmarked_in_template(text)
    return sorted(set(found))


def unmarked_in_template(text: str) -> Iterator[str]:
    """Yield the texts between tags, in labels, and in the arguments of filters and includes."""
    visible = _HIDDEN.sub(" ", text)
    for tag in _TEMPLATE_TAG.findall(visible):
        yield from (each for each in _ARGUMENT.findall(tag) if _is_text(each))
    plain = _TEMPLATE_TAG.sub("\0", visible)
    for label in _LABEL.findall(plain):
        yield from filter(_says_something, label.split("\0"))
    for piece in re.split(r"[\0\n]", _HTML_TAG.sub("\0", plain)):
        if _says_something(piece):
            yield " ".join(piece.split())


def translated_names_in(path: Path) -> list[str]:
    """Return the marks of a template in places where a name has to stay as it is."""
    return _NAMED_WITH.findall(path.read_text("utf-8")) if path.suffix == ".html" else []


def _says_something(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    return bool(_WORD.search(text)) and not re.fullmatch(r"\s*[a-z]+(?:[-_][a-z0-9]+)+\s*", text)


def _is_text(text: str) -> bool:
    """A word alone in small letters may be the name of something."""
    return _says_something(text) and (" " in text.strip() or text[:1].isupper())


def unmarked_in_module(text: str) -> Iterator[str]:
    """Yield sentences, and what stands where only texts for people do."""
    tree = ast.parse(text)
    quiet = _quiet_nodes(tree)
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _is_sentence(node.value):
                yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from filter(_is_phrase, _texts_of(node))
        elif isinstance(node, ast.Call):
            yield from _unmarked_arguments(node, quiet)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            names = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(each, "id", None) in READ_BY_PEOPLE for each in names) and node.value:
                yield from _literals(node.value, quiet)
            if any(getattr(each, "id", None) in TABLES for each in names) and node.value:
                yield from _values(node.value, quiet)


def _unmarked_arguments(call: ast.Call, quiet: set[int]) -> Iterator[str]:
    for each in call.keywords:
        if each.arg in READ_BY_PEOPLE:
            yield from _literals(each.value, quiet)
        elif each.arg in TABLES:
            yield from _values(each.value, quiet)
    owner = getattr(getattr(call.func, "value", None), "id", "")
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if owner == "messages" or name in {"add_error", "message_user"}:
        for argument in call.args[1:]:
            yield from _literals(argument, quiet, short=name == "add_error")
    elif name in SHOWN:
        for argument in call.args:
            yield from (each for each in _literals(argument, quiet) if _is_text(each))
    elif name in REFUSALS and call.args:
        yield from _literals(call.args[0], quiet)


def _literals(node: ast.expr, quiet: set[int], *, short: bool = False) -> Iterator[str]:
    """Yield the literal texts that an expression may result in."""
    if id(node) in quiet:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _says_something(node.value) and not (short and " " not in node.value):
            yield node.value
    elif isinstance(node, ast.JoinedStr | ast.Tuple | ast.List | ast.BoolOp):
        for each in getattr(node, "values", None) or getattr(node, "elts", []):
            yield from _literals(each, quiet)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, quiet)
        yield from _literals(node.orelse, quiet)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left, quiet)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _literals(node.func.value, quiet)


def _values(node: ast.expr, quiet: set[int]) -> Iterator[str]:
    """Yield the literal values of a dict, and the second of each pair of a list."""
    if isinstance(node, ast.Dict):
        for each in node.values:
            yield from _literals(each, quiet)
    elif isinstance(node, ast.List | ast.Tuple):
        for pair in node.elts:
            if isinstance(pair, ast.Tuple) and len(pair.elts) == 2:
                yield from _literals(pair.elts[1], quiet)


def _texts_of(text: ast.JoinedStr) -> Iterator[str]:
    for part in text.values:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _is_phrase(text: str) -> bool:
    """Words around a value: what is glued together so cannot be translated."""
    return bool(_PHRASE.search(text)) and _says_something(text) and not re.search(r"[<{}=]", text)


def _is_sentence(text: str) -> bool:
    words = text.split()
    begins = text[:1].isupper() or text[:1] in "“"
    ends = text.rstrip().endswith((".", "!", "?", ":", "…"))
    return (
        not _SQL.match(text)
        and begins
        and (len(words) >= 3 or (len(words) == 2 and ends))
        and _says_something(text)
    )


def _quiet_nodes(tree: ast.Module) -> set[int]:
    """Return the nodes that nobody reads on a page: marked, logged, docstrings, API errors."""
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if (root := _quiet_part(node)) is not None:
            quiet |= {id(each) for each in ast.walk(root)}
    return quiet


def _quiet_part(node: ast.AST) -> ast.AST | None:
    """Return the part of a node that is quiet with everything inside it."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return node.value
    if isinstance(node, ast.arg | ast.AnnAssign):
        return node.annotation
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "visitors_text":
        return node
    if isinstance(node, ast.FunctionDef):
        return node if node.name in {"__str__", "__repr__"} else node.returns
    if isinstance(node, ast.keyword) and node.arg in {"default", "db_default", "reason"}:
        return node.value  # kept in a row
    if isinstance(node, ast.Call):
        to_api = any(each.arg == "fields" for each in node.keywords)
        return node if to_api or _is_quiet(node.func) else None
    if isinstance(node, ast.ClassDef) and any("ApiError" in ast.dump(each) for each in node.bases):
        return node
    return None


def _is_quiet(func: ast.expr) -> bool:
    if isinstance(func, ast.Name):
        return func.id in MARKS | {"ValueError", "TypeError", "RuntimeError", "ApiError", "cast"}
    if isinstance(func, ast.Attribute):
        return func.attr in MARKS or getattr(func.value, "id", "") in LOGS | {"audit"}
    return False
