"""What other apps show on the dashboard. They register here when they are ready; this app, on
which they all stand, imports none of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from tenants.models import Membership, Tenant


@dataclass(frozen=True)
class Figure:
    """One number of today. `value` is written for reading; None is "not known yet"."""

    label: str
    value: str | None
    note: str = ""
    href: str = ""
    hue: Literal["", "local", "teacher"] = ""


@dataclass(frozen=True)
class SetupStep:
    """One thing to do before visitors are answered locally."""

    title: str
    text: str
    href: str
    link: str
    done: bool


@dataclass(frozen=True)
class Attention:
    """Something that needs a person: a whole sentence, and the page that helps."""

    text: str
    href: str
    link: str


@dataclass(frozen=True)
class Panel:
    """A part of the dashboard: a template, and what it shows as `panel`."""

    template: str
    shows: object


FigureSource = Callable[[Tenant, datetime], Sequence[Figure]]
StepSource = Callable[[Membership], Sequence[SetupStep]]
AttentionSource = Callable[[Tenant, datetime], Sequence[Attention]]
PanelSource = Callable[[Membership, datetime], Sequence[Panel]]


class _Placed(NamedTuple):
    place: int
    name: str  # a source that registers twice, as on a reload, is one


_figures: dict[_Placed, FigureSource] = {}
_steps: dict[_Placed, StepSource] = {}
_attention: dict[_Placed, AttentionSource] = {}
_panels: dict[_Placed, PanelSource] = {}


def register_figures(source: FigureSource, *, place: int) -> None:
    """Show a source's figures of a tenant's day; lower places come first."""
    _figures[_Placed(place, f"{source.__module__}.{source.__qualname__}")] = source


def register_steps(source: StepSource, *, place: int) -> None:
    """Show what a source would have a new tenant do next; lower places come first."""
    _steps[_Placed(place, f"{source.__module__}.{source.__qualname__}")] = source


def register_attention(source: AttentionSource, *, place: int) -> None:
    """Show what needs a person; lower places come first."""
    _attention[_Placed(place, f"{source.__module__}.{source.__qualname__}")] = source


def register_panels(source: PanelSource, *, place: int) -> None:
    """Show a part of the dashboard; lower places come first."""
    _panels[_Placed(place, f"{source.__module__}.{source.__qualname__}")] = source


def attention_for(tenant: Tenant, now: datetime) -> list[Attention]:
    return [each for place in sorted(_attention) for each in _attention[place](tenant, now)]


def panels_for(membership: Membership, now: datetime) -> list[Panel]:
    return [panel for place in sorted(_panels) for panel in _panels[place](membership, now)]


def figures_of(tenant: Tenant, now: datetime) -> list[Figure]:
    return [figure for place in sorted(_figures) for figure in _figures[place](tenant, now)]


def steps_for(membership: Membership) -> list[SetupStep]:
    return [step for place in sorted(_steps) for step in _steps[place](membership)]
