"""A module's source -> its mutants: the operators are mutmut's, and three that our code needs.

mutmut's own runner leaves out decorated functions, and most of our services are
`@transaction.atomic`, so the mutants are put in place by `swapping` instead.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from random import Random
from typing import Any

import libcst as cst
from libcst.metadata import (
    MetadataWrapper,
    PositionProvider,
    WhitespaceInclusivePositionProvider,
)
from mutmut.mutation import mutators

from tests.mutation.critical import BASE
from tests.mutation.mutant import Mutant

# Annotations do nothing; decorators and defaults run once, when their module is imported.
NEVER = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Param)
LOGGING = "logger"
SEED = 22  # the same sample in every run, and a larger one begins with the smaller one


def mutants_of(path: str, *, sample: int = 0) -> tuple[list[Mutant], int]:
    """Return mutants of a module, and how many it has; two that read alike are one.

    Without `sample` they are all, in the order of the lines. A sample of so many is in the order in
    which it was drawn, and then those that read alike are counted apart.
    """
    text = (BASE / path).read_text("utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text))
    places = wrapper.resolve(PositionProvider)
    spans = wrapper.resolve(WhitespaceInclusivePositionProvider)  # parentheses are in them
    starts = list(accumulate(map(len, text.splitlines(keepends=True)), initial=0))
    changes = [
        (node, mutated, function)
        for node, function in _mutable(wrapper.module, "")
        for mutated in _mutations(node)
    ]
    count = len(changes)
    if sample:
        Random(f"{SEED} {path}").shuffle(changes)  # a sample, no secret
    found: dict[str, Mutant] = {}
    for node, mutated, function in changes:
        start, end = spans[node].start, spans[node].end
        before, after = starts[start.line - 1] + start.column, starts[end.line - 1] + end.column
        source = text[:before] + wrapper.module.code_for_node(mutated) + text[after:]
        place = places[node]
        name = _name(function, text, source)
        lines = tuple(range(place.start.line, place.end.line + 1))
        if source != text and name not in found and _compiles(source):
            found[name] = Mutant(path, function, lines, name, source)
        if sample and len(found) == sample:
            return list(found.values()), count
    return sorted(found.values(), key=lambda mutant: mutant.lines), len(found)


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _name(function: str, text: str, source: str) -> str:
    """The changed lines, so that a mutant keeps its name when other lines move."""
    before, after = text.splitlines(), source.splitlines()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    was, now = (" ".join(line.strip() for line in lines) for lines in (before, after))
    return f"{function or 'module'}: {was} => {now}"


def _mutable(node: Any, function: str, *, in_class: bool = False) -> Iterator[tuple[Any, str]]:
    """The nodes that may be mutated, each with the function that it is in, by its full name.

    A class body runs once, when its module is imported.
    """
    if isinstance(node, NEVER) or _is_docstring(node) or _is_logging(node):
        return
    if isinstance(node, cst.ClassDef):
        yield from _inside(node.body, f"{function}.{node.name.value}".lstrip("."), in_class=True)
    elif isinstance(node, cst.FunctionDef):
        name = f"{function}.{node.name.value}".lstrip(".") if in_class else node.name.value
        # An inner function is part of its outer one.
        yield from _inside(node.body, name if in_class or not function else function)
    else:
        if not in_class:
            yield node, function
        yield from _inside(node, function, in_class=in_class)


def _inside(node: Any, function: str, *, in_class: bool = False) -> Iterator[tuple[Any, str]]:
    for child in node.children:
        yield from _mutable(child, function, in_class=in_class)


def _is_docstring(node: Any) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, cst.SimpleString | cst.ConcatenatedString
    )


def _is_logging(node: Any) -> bool:
    """What is logged, and names that modules have for nothing else."""
    if isinstance(node, cst.Assign):
        return any(
            getattr(each.target, "value", "") in (LOGGING, "__all__") for each in node.targets
        )
    node = node.value if isinstance(node, cst.Expr) else node
    called = getattr(node, "func", None) if isinstance(node, cst.Call) else None
    return isinstance(called, cst.Attribute) and getattr(called.value, "value", "") == LOGGING


def _mutations(node: Any) -> Iterator[Any]:
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(node)


def _one_string(node: Any) -> Iterator[Any]:
    """Another string. mutmut's variants in capitals and small letters say no more."""
    yield from list(mutators.operator_string(node))[:1]


def _without_statement(node: Any) -> Iterator[Any]:
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def _without_link(node: Any) -> Iterator[Any]:
    """`rows.filter(...).order_by(...)` without its last link."""
    if isinstance(node.func, cst.Attribute) and isinstance(node.func.value, cst.Call):
        yield node.func.value


def _without_condition(node: Any) -> Iterator[Any]:
    yield node.left
    yield node.right


Operator = Callable[[Any], Iterable[Any]]
OURS: list[tuple[type, Operator]] = [
    (cst.SimpleString, _one_string),
    (cst.Expr, _without_statement),
    (cst.Call, _without_link),
    (cst.BooleanOperation, _without_condition),
]
OPERATORS: list[tuple[type, Operator]] = [
    *((kind, each) for kind, each in mutators.mutation_operators if kind is not cst.BaseString),
    *OURS,
]
