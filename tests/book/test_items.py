"""What progress files say of the questions: on cohorts whose parameters are known."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from nnbook.book import items
from nnbook.book.items import First

ABILITIES = 300
DIFFICULTIES = np.linspace(-1.5, 1.5, 12)


def cohort(seed: int, readers: int = ABILITIES, slope: float = 1.5) -> list[dict[str, First]]:
    """Draw readers by a logistic model: each question has a difficulty, and the last one is a coin."""
    rng = np.random.default_rng(seed)
    chances = 1 / (1 + np.exp(-slope * (rng.normal(size=(readers, 1)) - DIFFICULTIES)))
    chances = np.hstack([chances, np.full((readers, 1), 0.5)])
    right = rng.random(chances.shape) < chances
    wrong = rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1], size=right.shape)
    return [
        {
            f"question:q{n:02d}": First(bool(ok), () if ok else (int(thought),), 2)
            for n, (ok, thought) in enumerate(zip(row, thoughts, strict=True))
        }
        for row, thoughts in zip(right, wrong, strict=True)
    ]


def truth(slope: float = 1.5) -> list[float]:
    """Integrate each question's chance over the abilities."""
    ability = np.linspace(-8, 8, 4001)
    weight = np.exp(-(ability**2) / 2) / math.sqrt(2 * math.pi) * (ability[1] - ability[0])
    return [float((weight / (1 + np.exp(-slope * (ability - b)))).sum()) for b in DIFFICULTIES]


def test_the_intervals_hold_the_known_shares() -> None:
    """95 of 100 of them, as many as a binomial draw allows: fewer than 1 in 10,000 draws have more misses."""
    missed = total = 0
    for seed in range(20):
        found = {item.name: item for item in items.analyse(cohort(seed))}
        for number, chance in enumerate(truth()):
            right = found[f"question:q{number:02d}"].right
            missed += not right.low <= chance <= right.high
            total += 1
            assert right.low <= right.value <= right.high
    most = total * 0.05 + 3.72 * math.sqrt(total * 0.05 * 0.95)
    assert missed <= most


def test_the_order_is_that_of_the_difficulties() -> None:
    """The hardest comes first, of those whose shares differ by more than chance."""
    found = [item.name for item in items.analyse(cohort(1, readers=4000)) if item.name != "question:q12"]
    assert found == [f"question:q{n:02d}" for n in range(11, -1, -1)]


def test_a_coin_tells_nobody_apart() -> None:
    """Its discrimination is around 0, that of the others is not, and the thought of most is found."""
    found = {item.name: item for item in items.analyse(cohort(2))}
    coin = found.pop("question:q12").discrimination
    assert coin is not None and coin.low < 0 < coin.high
    for item in found.values():
        assert item.discrimination is not None and item.discrimination.low > 0
        assert item.worst == 1
        assert item.certain == round(item.n * (1 - item.right.value))


def test_few_readers_give_wide_intervals() -> None:
    """One of one is not certainly all, and a correlation of three is none."""
    (item,) = items.analyse([{"question:a": First(True)}])
    assert (item.right.value, item.right.high) == (1, 1) and item.right.low < 0.25
    assert item.discrimination is None and item.chosen is None
    assert items.correlation([0, 1, 1], [0.1, 0.2, 0.9]) is None
    assert items.correlation([1, 1, 1, 1], [0, 1, 0, 1]) is None
    perfect = items.correlation([0, 1, 0, 1], [0, 1, 0, 1])
    assert perfect is not None and perfect.value == perfect.high == 1


def test_wilsons_interval_is_that_of_a_hand_calculation() -> None:
    """8 of 10: the centre is (0.8 + 0.192) / 1.384, and half the width 0.2275."""
    found = items.share(8, 10)
    assert (round(found.low, 4), round(found.high, 4)) == (0.4902, 0.9433)


def store(**tries: list[dict[str, object]]) -> str:
    """Return a progress file's text."""
    kept = {f"question:{name}": {"page": "p", "done": True, "tries": t} for name, t in tries.items()}
    return json.dumps({"version": 2, "items": kept})


def test_the_first_try_counts_wherever_it_stands() -> None:
    """What follows it knows the answer; a store of before has no tries."""
    later = {"day": "2026-11-27", "n": 9, "id": "b", "right": True}
    first = {"day": "2026-11-20", "n": 2, "id": "a", "right": False, "wrong": [1], "sure": 2}
    assert items.read(store(q=[later, first])) == {"question:q": First(False, (1,), 2)}
    assert items.read('{"version": 1, "items": {"question:q": {"page": "p", "done": true}}}') == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "it is not JSON"),
        ("[]", "it has no items"),
        ('{"version": 3, "items": {}}', "its version is 3, and known are 1 to 2"),
        ('{"version": 2, "items": {"question:q": 1}}', "the tries of 'question:q' are no list"),
        (store(q=[{"right": True}]), "a try of 'question:q' lacks what it needs"),
        (store(q=[{"n": 1, "id": "a", "right": "yes"}]), "a try of 'question:q' is not of our form"),
    ],
)
def test_what_is_no_progress_file_is_refused(text: str, problem: str) -> None:
    """With what was given and what is wanted."""
    with pytest.raises(ValueError, match=problem):
        items.read(text)


def test_the_command_prints_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that came twice counts once, and one that cannot be read is named."""
    monkeypatch.chdir(tmp_path)
    one = {"day": "2026-11-27", "n": 2, "id": "a", "right": False, "wrong": ["the bias was forgotten"]}
    for name in ("first.json", "again.json"):
        (tmp_path / name).write_text(store(q=[one]), encoding="utf-8")
    assert items.main(["first.json", "again.json"]) == 0
    said = capsys.readouterr()
    assert "again.json: the same as first.json, counted once" in said.err
    assert said.out.startswith("1 reader\n")
    assert "q | 1 | 0.00 [0.00, 0.79] | - | 0 | the bias was forgotten: 1.00 [0.21, 1.00]" in said.out
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert items.main(["first.json", "bad.json"]) == 1
    assert "bad.json: it is not JSON" in capsys.readouterr().err
