"""What the processes count for Prometheus. The stream process has its own in `stream/metrics.py`.

Every name begins with `delegation_`. Labels have few values: a host that a tenant chose is `own`.
"""

from prometheus_client import Counter, Gauge, Histogram

FIRST_PIECE_BUCKETS = (0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 13, 20, 30)  # seconds
ANSWER_BUCKETS = (0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 20, 30, 60, 120)  # seconds
OWN_HOST = "own"

ACCEPTED = Counter("delegation_messages_accepted", "Messages accepted for an answer.")
ANSWERED = Counter(
    "delegation_messages_answered",
    "Messages answered: by the teacher, or by the server from the pack.",
    ["source"],
)
FAILED = Counter("delegation_messages_failed", "Messages that ended with an error.", ["code"])
STOPPED = Counter("delegation_messages_stopped", "Messages that their visitors stopped.")
REFUSED = Counter(
    "delegation_requests_refused",
    "Requests to the API that were told to come back later, by code.",
    ["code"],
)
AGAIN = Counter(
    "delegation_claims_again",
    "Claims of messages that were begun before: takeovers from dead workers, and new attempts.",
)
IN_FLIGHT = Gauge("delegation_answers_in_flight", "Answers that this process is writing.")
FIRST_PIECE = Histogram(
    "delegation_first_piece_seconds",
    "From a message's arrival to the first words of its answer.",
    buckets=FIRST_PIECE_BUCKETS,
)
ANSWER = Histogram(
    "delegation_answer_seconds",
    "From a message's arrival to its committed answer.",
    buckets=ANSWER_BUCKETS,
)
TEACHER_CALL = Histogram(
    "delegation_teacher_call_seconds",
    "Calls to teachers, by host and outcome. The host of a tenant's own teacher is `own`.",
    ["host", "outcome"],
    buckets=ANSWER_BUCKETS,
)
TEACHER_COST = Counter(
    "delegation_teacher_cost_usd",
    "Price of calls in USD, as far as it is known; whose key paid: `platform` or `own`.",
    ["payer"],
)
LOCAL_ANSWERS = Counter(
    "delegation_local_answers", "Answers of gatekeepers that browsers report and calls vouch for."
)
PACKS = Counter("delegation_packs_served", "Packs served, by status: 200, or 304.", ["status"])
LESSONS = Counter(
    "delegation_lessons",
    "Lessons of teachers: `live` at once, `kept` as evidence, or `refused`.",
    ["outcome"],
)
TASKS = Counter("delegation_tasks", "Celery tasks that ended, by how.", ["task", "state"])
TASK = Histogram(
    "delegation_task_seconds", "How long Celery tasks ran.", ["task"], buckets=ANSWER_BUCKETS
)
