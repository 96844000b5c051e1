"""`manage.py replay FILE`: what a chat export would have saved, and what would have gone wrong."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.domain.exports.reader import open_export, summary
from delegation.domain.exports.turns import ExportRefused
from delegation.domain.language.plurals import counted
from delegation.domain.replay.replay import Answered, ReplayReport, replay
from delegation.domain.replay.transcripts import TranscriptMessage, labelled_messages, messages_of


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
            read = self._read(options["file"], options["assistant"])
            report = replay(
                read, sightings=options["sightings"], teach_either=options["teach_either"]
            )
        except (OSError, ExportRefused) as error:
            raise CommandError(f"Cannot read {options['file']}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(report)))

    def _read(self, path: Path, assistants: list[str] | None) -> list[TranscriptMessage]:
        """The messages; what was understood of the file goes to stderr."""
        data = path.read_bytes()
        labelled = labelled_messages(data, path.name)
        if labelled is not None:
            return labelled
        export = open_export(data, path.name)
        if unknown := set(assistants or ()) - set(export.senders):
            senders = ", ".join(list(export.senders)[:10])
            raise ExportRefused(f"{unknown.pop()} wrote nothing in it; the senders are {senders}")
        if assistants:
            export = replace(export, assistants=frozenset(assistants))
        self.stderr.write(summary(export))
        if export.asks_who and not assistants:
            self.stderr.write("If that is another sender, name it with --assistant.")
        return messages_of(export, export.assistants)


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
