"""What a job is quoted. What it is charged is settled by the ledger's SQL alone, from the same numbers.

A job costs its quality's base, one credit more for copy mode with identity, plus the provider's surcharge for each
picture. Surcharges are summed in micro-USD and rounded up to credits once. Text, sizes, locales and exports are free.
"""

from pydantic import BaseModel, ConfigDict

CREDIT_MICRO_USD = 40_000
BASE_CREDITS: dict[str, int] = {"draft": 1, "std": 2, "4k": 4}
COPY_MODE_CREDITS = 1


class Quote(BaseModel):
    """`total` credits is the most the job can cost; `surcharge_micro_usd` is per picture, at the dearest model."""

    model_config = ConfigDict(frozen=True)

    base: int
    surcharge_micro_usd: int
    variants: int
    total: int
    credit_micro_usd: int = CREDIT_MICRO_USD


def quote(quality: str, mode: str, variants: int, surcharge_micro_usd: int = 0) -> Quote:
    base = BASE_CREDITS[quality] + (COPY_MODE_CREDITS if mode == "copy" else 0)
    return Quote(
        base=base,
        surcharge_micro_usd=surcharge_micro_usd,
        variants=variants,
        total=base + credits_for(surcharge_micro_usd * variants),
    )


def credits_for(micro_usd: int) -> int:
    """Credits that cover an amount in micro-USD, rounded up."""
    return -(-micro_usd // CREDIT_MICRO_USD)
