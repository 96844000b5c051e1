"""`manage.py decide FILE`: what browsers would do with messages, and why."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.domain.approval.starter_packs import STARTER_LANGUAGES, starter_pack
from delegation.domain.packs.compiling import PackRule, compile_pack, load_pack
from delegation.domain.packs.explain import explain
from delegation.domain.packs.matching import decide
from delegation.domain.wire.rule_files import RowRefused, TransferRefused, read_rules


class Command(BaseCommand):
    """Needs no database. The pack is made of starter rules and of a file of rules."""

    help = "Decide each line of {text, awaiting} as a browser would, one JSON object a line."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON lines with text and awaiting")
        parser.add_argument("--starters", default="", help="languages, such as en,es")
        parser.add_argument("--rules", type=Path, help="a file of rules, as rules are exported")
        parser.add_argument(
            "--pack", type=Path, help="write the pack here, for frontend/decide.mjs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rules = list(starter_rules(options["starters"]))
        try:
            if options["rules"]:
                rules += file_rules(options["rules"].read_bytes(), first_id=len(rules) + 1)
            data = compile_pack(rules, version=1)
            if options["pack"]:
                options["pack"].write_text(json.dumps(data, ensure_ascii=False), "utf-8")
            lines = options["file"].read_text("utf-8").splitlines()
            asked = [json.loads(line) for line in lines if line.strip()]
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        pack = load_pack(data)
        for line in asked:
            found = decide(pack, line.get("text"), str(line.get("awaiting", "unknown")), now=0)
            answer = {
                "text": line.get("text"),
                "awaiting": line.get("awaiting"),
                "decision": "escalate" if found.rule is None else "local",
                "rule": found.rule,
                "response": found.response,
                "reason": found.reason.value,
                "explanation": explain(found),
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))


def starter_rules(languages: str) -> Iterator[PackRule]:
    """Return the starter rules of languages such as "en,es". Raises `CommandError`."""
    wanted = [language for language in languages.split(",") if language]
    for language in wanted:
        if language not in STARTER_LANGUAGES:
            raise CommandError(f"There are starter rules in {', '.join(STARTER_LANGUAGES)}.")
    starters = [rule for language in wanted for rule in starter_pack(language)]
    for number, rule in enumerate(starters, 1):
        yield PackRule(
            number, 1, rule.act, ("nothing",), rule.language, rule.phrases, rule.response, None
        )


def file_rules(content: bytes, *, first_id: int) -> list[PackRule]:
    """Return the rules of a file. Raises `TransferRefused` for a file or row that is not valid."""
    rules = []
    for number, row in enumerate(read_rules(content).rows):
        if isinstance(row, RowRefused):
            raise TransferRefused(f"Row {row.number}: {row.why}")
        phrases = (row.phrase, *row.variants)
        rules.append(
            PackRule(
                first_id + number,
                1,
                row.act,
                row.states,
                row.language or None,
                phrases,
                row.response,
                None,
            )
        )
    return rules
