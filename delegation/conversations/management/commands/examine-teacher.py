# ruff: noqa: N999 - Django names a command after its file
"""`manage.py examine-teacher`: examine the connected model and print its result."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.conversations.services.calibrations import calibrate
from delegation.conversations.services.exams import record_exam
from delegation.conversations.services.teachers import endpoint_of, platform_endpoint
from delegation.domain.teaching.ways import Way
from delegation.teacher import Endpoint, NoBreaker, OwnMemory, Teacher, TeacherError
from delegation.teacher.exam import EXAM_LIMITS, ExamAnswer, ExamReport, examine, load_exam
from tenants.models import Tenant
from tenants.row_security import as_platform


class Command(BaseCommand):
    help = "Examines the connected teacher: lessons, awaiting states, obedience, speed and price."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--tenant", type=int, help="whose teacher; default: the platform's")
        parser.add_argument("--limit", type=int, help="only so many of the exam's messages")
        parser.add_argument("--parallel", type=int, default=2, help="messages asked at a time")
        parser.add_argument("--mistakes", action="store_true", help="print what was judged wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker(), limits=EXAM_LIMITS)
        try:
            with as_platform("an operator names whose teacher is examined"):
                endpoint = _endpoint(options["tenant"])
            report = examine(
                teacher,
                endpoint,
                cases=load_exam()[: options["limit"]],
                parallel=options["parallel"],
            )
            if options["limit"] is None and report.way is not Way.NONE:
                calibrate(None, endpoint, teacher, way=report.way)
        except TeacherError as error:
            raise CommandError(f"{error} {error.detail}".strip()) from error
        finally:
            teacher.close()
        if options["mistakes"]:
            for answer in filter(_is_mistake, report.answers):
                self.stdout.write(_mistake_line(answer))
        self._print(report)
        if options["limit"] is None:
            with as_platform("an operator names whose teacher was examined"):
                record_exam(
                    endpoint,
                    passed=report.passed,
                    figures=report.figures(),
                    way=report.way,
                    trusts_marks=report.trusts_marks,
                )
        if not report.passed:
            raise CommandError("Not passed: this model's lessons need a human's approval.")

    def _print(self, report: ExamReport) -> None:
        score = report.score
        lines = {
            "messages": f"{score.cases}, answered {score.answered}",
            "right lessons": f"{_percent(score.right_lessons)} of those that should be taught",
            "false lessons": f"{_percent(score.false_lessons)} of those that must not be",
            "lessons": ", ".join(f"{count} {name}" for name, count in score.lessons.items()),
            "marks": ", ".join(f"{count} {name}" for name, count in score.marks.items()),
            "right marks": f"{_percent(score.right_marks)} of the replies that ask nothing",
            "wrong marks": f"{_percent(score.wrong_marks)} of the replies that ask something",
            "obeyed": _percent(score.obedience),
            "ways tried": ", ".join(report.tried),
            "way chosen": report.way.value,
            "seconds": f"p50 {_seconds(report.p50_seconds)}, p95 {_seconds(report.p95_seconds)}",
            "input tokens": _or_unknown(report.input_tokens),
            "output tokens": _or_unknown(report.output_tokens),
            "price": "unknown" if report.price is None else f"{report.price} USD",
            "passed": "yes" if report.passed else "no",
        }
        for name, text in lines.items():
            self.stdout.write(f"{name:16} {text}")


def _endpoint(tenant_id: int | None) -> Endpoint:
    """Return that tenant's teacher, or the platform's if no tenant is named."""
    if tenant_id is None:
        return platform_endpoint(Tenant())
    try:
        return endpoint_of(Tenant.objects.get(pk=tenant_id))
    except Tenant.DoesNotExist:
        raise CommandError(f"There is no tenant {tenant_id}.") from None


def _is_mistake(answer: ExamAnswer) -> bool:
    mark = answer.mark
    return (
        mark.lesson not in ("right", "none")
        or mark.awaiting in ("missing", "wrong")
        or not mark.obedient
    )


def _mistake_line(answer: ExamAnswer) -> str:
    case, reply = answer.mark.case, answer.reply
    said = answer.error if reply is None else f"{reply.awaiting} {reply.user_response!r}"
    return f"{answer.mark.lesson:10} [{case.kind}] {case.message!r} -> {said}"


def _percent(rate: float | None) -> str:
    return "unknown" if rate is None else f"{rate:.1%}"


def _seconds(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"


def _or_unknown(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"
