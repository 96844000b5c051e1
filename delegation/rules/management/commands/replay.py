"""`manage.py replay FILE`: what a chat export would have saved, and what would have gone wrong."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.domain.exports.reader import open_export, summary
from delegation.domain.exports.turns import Columns, ExportRefused
from delegation.domain.language.plurals import counted
from delegation.domain.replay.replay import Answered, ReplayReport, replay
from delegation.domain.replay.transcripts import TranscriptMessage, labelled_messages, messages_of

WHAT = ("conversation", "sender", "text", "at", "reply")


class Command(BaseCommand):
    """Needs no database. Reads what the page for chat exports reads, and labelled dialogues."""

    help = "Say what a chat export would have saved, and what would have gone wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--assistant",
            action="append",
            help="the sender that answers, where the file does not say; may be repeated",
        )
        parser.add_argument(
            "--dates",
            choices=("day", "month"),
            help="what comes first in dates such as 03/04/2026, where the file does not say",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="WHAT=NAME",
            help=f"the column of a table that holds the {', '.join(WHAT)}; may be repeated",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--sightings", type=int, default=1, help="dialogues that must teach a phrase or a part"
        )
        parser.add_argument(
            "--teach-either",
            action="store_true",
            help="teach messages labelled either, too, as an eager teacher does",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sightings"] < 1:
            raise CommandError("--sightings must be 1 or more.")
        try:
            read = self._read(options)
            report = replay(
                read, sightings=options["sightings"], teach_either=options["teach_either"]
            )
        except (OSError, ExportRefused) as error:
            raise CommandError(f"Cannot read {options['file']}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(report)))

    def _read(self, options: dict[str, Any]) -> list[TranscriptMessage]:
        """The messages; what was understood of the file goes to stderr."""
        path, assistants = options["file"], options["assistant"]
        data = path.read_bytes()
        labelled = labelled_messages(data, path.name)
        if labelled is not None:
            return labelled
        day_first = {"day": True, "month": False}.get(options["dates"])
        export = open_export(data, path.name, columns_of(options["column"]), day_first)
        if unknown := set(assistants or ()) - set(export.senders):
            senders = ", ".join(list(export.senders)[:10])
            raise ExportRefused(f"{unknown.pop()} wrote nothing in it; the senders are {senders}")
        if assistants:
            export = replace(export, assistants=frozenset(assistants))
        self.stderr.write(str(summary(export)))
        if export.asks_who and not assistants:
            named = (f"{name} ({number:,})" for name, number in list(export.senders.items())[:10])
            self.stderr.write(
                f"If that is another sender, name it with --assistant: {', '.join(named)}."
            )
        if export.date_example and options["dates"] is None:
            order = {True: "the day", False: "the month", None: "neither"}[export.day_first]
            self.stderr.write(
                f"Dates such as {export.date_example} can be either day; {order} was taken to come"
                " first. Say which with --dates day or --dates month."
            )
        if export.left_out:
            self.stderr.write(f"Without messages: {', '.join(export.left_out[:10])}.")
        return messages_of(export, export.assistants)


def columns_of(named: list[str]) -> Columns | None:
    """Return the columns of arguments such as "text=Body". Raises `ExportRefused`."""
    if not named:
        return None
    chosen = dict(each.partition("=")[::2] for each in named)
    if not set(chosen) <= set(WHAT) or "text" not in chosen:
        raise ExportRefused(f"--column takes {', '.join(WHAT)}; the text must be among them")
    return Columns(**{what: chosen.get(what, "") for what in WHAT})


def lines_of(report: ReplayReport) -> Iterator[str]:
    """The report for people."""
    figures = report.as_data()
    yield f"turns           {report.turns}"
    if figures["coverage"] is not None:
        yield f"coverage        {_percent(figures['coverage'])} of {report.trivial} trivial turns"
        yield f"late coverage   {_percent(figures['late_coverage'])} of {report.late_trivial}"
        yield f"wrong           {len(report.wrong)} ({_percent(figures['wrong_rate'])} of turns)"
    yield f"calls avoided   {report.answered}"
    yield f"lessons         {report.lessons}"
    yield f"phrases, parts  {report.phrases}"
    yield f"pack            {report.pack_bytes} bytes gzipped"
    for miss in report.misses:
        examples = "; ".join(f"{text!r}" for text in miss.examples)
        yield f"\nMissed {counted(miss.times, 'time')}. {miss.why}\n  {examples}"
    yield from _listed("Wrong answers", report.wrong)
    yield from _listed("Look at these answers first", report.riskiest)


def _listed(title: str, answers: list[Answered]) -> Iterator[str]:
    if answers:
        yield f"\n{title}:"
        for answer in answers:
            yield f"- {answer.message!r} while awaiting {answer.state}: {answer.explanation}"


def _percent(rate: float | None) -> str:
    return "unknown" if rate is None else f"{100 * rate:.3f} %"
