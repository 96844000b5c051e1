"""Put a mutant in the place of what is already imported, in a process that ends with it."""

import ast
import gc
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.critical import BASE
from tests.mutation.mutant import Mutant


class NotSwapped(Exception):
    """The mutant cannot be put in place; the message says why."""


def module_at(path: str) -> ModuleType:
    """The imported module of a file. Raises `NotSwapped` where nothing imported it."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if name not in sys.modules:
        raise NotSwapped(f"no test imports {name}")
    return sys.modules[name]


@dataclass
class Existing:
    """What exists of one file: its functions by their full names, and their caches."""

    functions: dict[str, list[FunctionType]] = field(default_factory=dict)
    caches: list[Any] = field(default_factory=list)


def existing_of(paths: list[str]) -> dict[str, Existing]:
    """What this process has of each file now, also under decorators."""
    files = {str(BASE / path): path for path in paths}
    found = {path: Existing() for path in paths}
    everything = gc.get_objects()
    for each in everything:
        if isinstance(each, FunctionType) and each.__code__.co_filename in files:
            functions = found[files[each.__code__.co_filename]].functions
            functions.setdefault(each.__code__.co_qualname, []).append(each)
    for each in everything:
        if type(each).__name__ == "_lru_cache_wrapper":
            code = getattr(each.__wrapped__, "__code__", None)
            if code is not None and code.co_filename in files:
                found[files[code.co_filename]].caches.append(each)
    return found


def swap(mutant: Mutant, existing: Existing) -> None:
    """Make this process run the mutant; `existing` is of its file. Raises `NotSwapped`."""
    functions = existing.functions
    path = mutant.file
    if not mutant.function:
        _swap_constants(module_at(path), mutant)
        return
    for code in _codes(compile(mutant.source, str(BASE / path), "exec")):
        if code.co_qualname == mutant.function:
            break
    else:
        raise NotSwapped(f"{mutant.function} is not in the mutant")
    if not functions.get(mutant.function):
        raise NotSwapped(f"{mutant.function} is not there")
    for each in functions[mutant.function]:
        try:
            each.__code__ = code
        except ValueError as problem:  # it uses other variables of the scope around it
            raise NotSwapped(str(problem)) from problem
    for cache in existing.caches:  # what a function returned before it was a mutant
        cache.cache_clear()


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _swap_constants(module: ModuleType, mutant: Mutant) -> None:
    """Give every module that imported a constant its new value.

    Only the mutated assignments run again, and those that name what they assign: another run of the
    whole module would make its classes anew, and nothing would equal what was made before.
    """
    changed: dict[str, Any] = {**vars(module)}
    assigned = _assigned(mutant)
    again = ast.Module([statement for statement, _ in assigned], [])
    try:
        exec(compile(again, str(module.__file__), "exec"), changed)  # noqa: S102
    except Exception as problem:  # the module cannot even be imported
        raise NotSwapped("not importable") from problem
    for name in [name for _, names in assigned for name in names]:
        was, now = getattr(module, name, None), changed[name]
        for each in list(sys.modules.values()):
            # Libraries put objects without a `__dict__` there, too.
            if getattr(each, "__dict__", {}).get(name, mutant) is was:
                setattr(each, name, now)


def _assigned(mutant: Mutant) -> list[tuple[ast.stmt, list[str]]]:
    """The assignments of the module that the mutant changes, each with the names it assigns."""
    first, last = mutant.lines[0], mutant.lines[-1]
    found: list[tuple[ast.stmt, list[str]]] = []
    changed: set[str] = set()
    for node in ast.parse(mutant.source).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        overlaps = node.lineno <= last and (node.end_lineno or node.lineno) >= first
        used = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
        if overlaps or used & changed:
            names = [
                each.id
                for target in targets
                for each in ast.walk(target)
                if isinstance(each, ast.Name)
            ]
            found.append((node, names))
            changed.update(names)
    if not changed:
        raise NotSwapped("no constant of the module")
    return found
