"""`manage.py replay FILE`: what a chat export would have saved, and what would have gone wrong."""

import gzip
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.domain.replay.replay import Answered, Report, replay
from delegation.domain.replay.transcripts import Message, TranscriptRefused, read_csv, read_jsonl


class Command(BaseCommand):
    """Needs no database. Reads JSONL or CSV, plain or gzipped."""

    help = "Say what a chat export would have saved, and what would have gone wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--sightings", type=int, default=1, help="dialogues that must teach a phrase or a part"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sightings"] < 1:
            raise CommandError("--sightings must be 1 or more.")
        try:
            report = replay(read_file(options["file"]), sightings=options["sightings"])
        except (OSError, UnicodeDecodeError, TranscriptRefused) as error:
            raise CommandError(f"Cannot read {options['file']}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(report)))


def read_file(path: Path) -> Iterator[Message]:
    """The messages of a transcript; its name says whether it is CSV and whether it is gzipped."""
    zipped = path.suffix == ".gz"
    read = read_csv if (path.stem if zipped else path.name).endswith(".csv") else read_jsonl
    with (
        gzip.open(path, "rt", encoding="utf-8") if zipped else path.open(encoding="utf-8") as lines
    ):
        yield from read(lines)


def lines_of(report: Report) -> Iterator[str]:
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
    yield from _listed("Wrong answers", report.wrong)
    yield from _listed("Look at these answers first", report.riskiest)


def _listed(title: str, answers: list[Answered]) -> Iterator[str]:
    if answers:
        yield f"\n{title}:"
        for answer in answers:
            yield f"- {answer.message!r} while awaiting {answer.state}: {answer.explanation}"


def _percent(rate: float | None) -> str:
    return "unknown" if rate is None else f"{100 * rate:.3f} %"
