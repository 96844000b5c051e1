"""Texts that several tests of the checks read."""

from delegation.domain.lint.problems import Problem

WITHOUT_CASES = {
    Problem.NOT_MATCHABLE,
    Problem.TOO_LONG,
    Problem.TENANT_WORD,
    Problem.LANGUAGE,
    Problem.CONFLICT,
    Problem.RESPONSE_DIFFERS,
    Problem.SHADOWED,
}
