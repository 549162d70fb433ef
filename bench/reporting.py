"""The bench's figures as tables. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.measuring import Score
from bench.replaying import Replayed

NOT_AVAILABLE = "n/a"


@dataclass(frozen=True)
class Price:
    """What a model costs, in US dollars for a million tokens."""

    prompt: float
    completion: float

    def of(self, score: Score) -> float:
        """What a score's tokens cost, in US dollars; a provider's discount for cached tokens is not counted."""
        return (score.prompt_tokens * self.prompt + score.completion_tokens * self.completion) / 1_000_000


def read_prices(text: str) -> dict[str, Price]:
    """Prices by model from `model=prompt:completion,…`. Raises ValueError with a sentence."""
    prices: dict[str, Price] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        model, _, amounts = entry.rpartition("=")
        try:
            prompt, completion = (float(amount) for amount in amounts.split(":"))
        except ValueError:
            raise ValueError(f"Prices are written model=prompt:completion, not {entry!r}.") from None
        prices[model] = Price(prompt, completion)
    return prices


def replay_table(replays: Mapping[str, Sequence[Replayed]]) -> str:
    """A row a file with statements, and what went wrong below."""
    rows = [("replay through merging alone", "statements", "last values right", "replaced", "still current", "lost")]
    for name, each in replays.items():
        statements = sum(replayed.statements for replayed in each)
        if statements:
            values = sum(replayed.values for replayed in each)
            wrong, outdated, lost = (
                sum(len(getattr(one, kind)) for one in each) for kind in ("wrong", "outdated", "lost")
            )
            replaced = sum(replayed.replaced for replayed in each)
            rows.append((name, f"{statements}", f"{values - wrong}/{values}", f"{replaced}", f"{outdated}", f"{lost}"))
    problems = [
        problem
        for each in replays.values()
        for replayed in each
        for problem in (*replayed.wrong, *replayed.outdated, *replayed.lost, *replayed.changed)
    ]
    return "\n".join([_table(rows), *problems])


def score_table(model: str, scores: Mapping[str, Score], price: Price | None) -> str:
    """A row a file and one for all, and the reasons of rejections below."""
    total = Score()
    for score in scores.values():
        total.add(score)
    rows = [
        (
            model,
            "records",
            "recall",
            "of said",
            "right field",
            "outdated current",
            "evidence",
            "inferred",
            "operations",
            "rejected",
            "calls",
            "prompt tokens",
            "completion tokens",
            "cost $",
            "seconds",
        ),
        *(_row(name, score, price) for name, score in {**scores, "all": total}.items()),
    ]
    reasons = ", ".join(f"{reason} {count}" for reason, count in total.rejected.most_common()) or "none"
    unusable = f"\nsessions with unusable output: {total.unusable} of {total.sessions}" if total.unusable else ""
    return f"{_table(rows)}\nrejected: {reasons}{unusable}"


def _row(name: str, score: Score, price: Price | None) -> tuple[str, ...]:
    counted = score.prompt_tokens > 0
    return (
        name,
        f"{score.records}",
        share(score.found, score.gold),
        share(score.found, score.said),
        share(score.filed, score.found),
        f"{score.outdated}/{score.absent}",
        share(score.operations - score.unproven, score.operations),
        share(score.inferred, score.facts),
        f"{score.operations}",
        f"{score.rejected.total()}",
        f"{score.calls}",
        f"{score.prompt_tokens}" if counted else NOT_AVAILABLE,
        f"{score.completion_tokens}" if counted else NOT_AVAILABLE,
        f"{price.of(score):.4f}" if counted and price else NOT_AVAILABLE,
        f"{score.seconds:.1f}",
    )


def share(part: int, whole: int) -> str:
    """A share with two digits; of nothing there is none."""
    return f"{part / whole:.2f}" if whole else NOT_AVAILABLE


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
