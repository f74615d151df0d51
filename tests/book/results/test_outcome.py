"""What one run of a block did, put together from what it left behind."""

import json

import pytest

from nnbook.book.results.outcome import Outcome


def test_the_text_of_one_kind_runs_together() -> None:
    """Prints join across a figure; figures never join."""
    outcome = Outcome([("stdout", "a\n"), ("figure", "<1>"), ("figure", "<2>"), ("stdout", "b\n")])
    assert outcome.text("stdout") == "a\nb\n"
    assert outcome.text("stderr") == ""
    assert outcome.figures == ["<1>", "<2>"]


@pytest.mark.parametrize(
    ("kind", "failed"),
    [
        ("error", True),
        ("ended", True),
        ("flood", True),
        ("stdout", False),
        ("stderr", False),
        ("warning", False),
    ],
)
def test_a_block_fails_where_it_raises_or_dies(kind: str, failed: bool) -> None:
    """What it prints and warns of is for its page to judge."""
    assert Outcome([(kind, "text")]).failed is failed
    assert not Outcome().failed


def test_a_figure_parts_the_output() -> None:
    """It comes after all that was written before it, and before the rest."""
    outcome = Outcome.of_run(b"before\nafter\n", b"", [("figure", "<svg>", 7)])
    assert outcome.events == [("stdout", "before\n"), ("figure", "<svg>"), ("stdout", "after\n")]


def test_a_figure_before_and_behind_all_output_makes_no_empty_piece() -> None:
    """Nothing printed is no event."""
    outcome = Outcome.of_run(b"a\n", b"", [("figure", "<1>", 0), ("figure", "<2>", 2)])
    assert outcome.events == [("figure", "<1>"), ("stdout", "a\n"), ("figure", "<2>")]
    assert Outcome.of_run(b"", b"", []).events == []


def test_a_warning_does_not_part_the_output() -> None:
    """A progress bar goes on where it was: the output of one piece is resolved as a whole."""
    outcome = Outcome.of_run(b"\r1 of 2\r2 of 2\n", b"", [("warning", "W: w\n", 7)])
    assert outcome.text("stdout") == "2 of 2\n"
    assert outcome.text("warning") == "W: w\n"


def test_what_else_happens_comes_behind_all_that_was_printed() -> None:
    """As the fence `warning` stands behind the fence `output`, and a traceback at the end of a terminal."""
    events = [("warning", "W: w\n", 0), ("figure", "<1>", 2), ("error", "E: e\n", 4)]
    kinds = [kind for kind, _ in Outcome.of_run(b"a\nb\n", b"no\n", events).events]
    assert kinds == ["stdout", "figure", "stdout", "warning", "error", "stderr"]


def test_noise_is_told_apart() -> None:
    """What went to the standard error is an event of its own, as a terminal shows it."""
    assert Outcome.of_run(b"a\n", b"\x1b[31mno\x1b[0m\n", []).events == [
        ("stdout", "a\n"),
        ("stderr", "no\n"),
    ]


def test_what_is_no_text_is_shown_by_its_bytes() -> None:
    """A program may write any byte; line ends are one sign everywhere."""
    assert Outcome.of_run(b"\xff\r\n\xe9a\n", b"", []).text("stdout") == "\\xff\n\\xe9a\n"


def test_an_outcome_survives_json() -> None:
    """So it is kept."""
    outcome = Outcome([("stdout", "a\u2028é\n"), ("figure", '<svg a="b">')])
    assert Outcome.from_json(json.loads(json.dumps(outcome.events))) == outcome
