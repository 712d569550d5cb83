"""Outcomes → counts of them, the lines of `errors.jsonl`, and the sentence at the end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from somark_tools.batch.journal import json_line
from somark_tools.batch.storage import is_url, joined, write_bytes
from somark_tools.batch.values import Done, Failed, Outcome

ERRORS = "errors.jsonl"


@dataclass(slots=True)
class Tally:
    """What has come of a batch so far."""

    kept: int
    done: int = 0
    pages: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def failures(self) -> int:
        """How many failed."""
        return self.reasons.total()

    def count(self, outcome: Outcome) -> None:
        """Count an outcome."""
        if isinstance(outcome, Done):
            self.done += 1
            self.pages += outcome.pages
        else:
            self.reasons[outcome.reason] += 1


def reported(outcomes: Iterable[Outcome], out: str) -> Iterator[Outcome]:
    """Pass the outcomes on, and keep `errors.jsonl` in OUT: one line for each failure of this run, none from others.

    On a local disk a line is there at once; elsewhere the file is written at the end.
    """
    lines: list[bytes] = []
    address = joined(out, ERRORS)
    write_bytes(address, b"")
    try:
        for outcome in outcomes:
            if isinstance(outcome, Failed):
                line = json_line(asdict(outcome))
                if is_url(out):
                    lines.append(line)
                else:
                    with Path(address).open("ab") as stream:
                        stream.write(line)
            yield outcome
    finally:
        if is_url(out):
            write_bytes(address, b"".join(lines))


def summary(tally: Tally, seconds: float, out: str) -> str:
    """Return the counts and the rate, in one or two lines."""
    rate = f", {(tally.done + tally.failures) / seconds:.1f} a second" if seconds > 0 else ""
    first = (
        f"{tally.done:,} done ({tally.pages:,} pages), {tally.kept:,} done before, {tally.failures:,} failed; "
        f"{seconds:.1f} s{rate}"
    )
    if not tally.failures:
        return first
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in tally.reasons.most_common())
    return f"{first}\nfailed: {reasons}; {joined(out, ERRORS)} lists each with its reason"
