"""Numbers about the provider. Labels never hold a job or a user."""

from prometheus_client import Counter, Histogram

SECONDS = Histogram(
    "thumbworks_gemini_call_seconds",
    "Time of one call to a model.",
    ("model", "size"),
    buckets=(0.1, 1, 2, 5, 10, 20, 40, 60, 120, 300, 900),
)
OUTCOMES = Counter("thumbworks_gemini_outcomes_total", "Answers by what they were.", ("model", "outcome", "reason"))
ERRORS = Counter("thumbworks_gemini_errors_total", "Calls that brought no answer, by our code.", ("model", "code"))
SPENT = Counter("thumbworks_gemini_spent_micro_usd_total", "What answers cost.", ("model", "outcome"))
MOVES = Counter("thumbworks_gemini_moves_total", "Calls that went on to another account, by why.", ("model", "code"))
THINKING = Counter("thumbworks_gemini_thinking_tokens_total", "Tokens spent on thinking.", ("model",))
