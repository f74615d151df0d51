"""Values of a run: what is shown of them is what Python has."""

import enum
from collections import deque
from typing import Any

import numpy as np
import pytest

from nnbook.book.run.values import Values, changed_in


class Colour(enum.Enum):
    """Two members."""

    RED = 1
    BLUE = 2


class Size(enum.IntEnum):
    """A member that is a number as well."""

    LARGE = 3


def shown(thing: Any) -> dict[str, Any]:
    """Return what is written of a value."""
    return Values("nnbook", 10**6).of(thing).data


@pytest.mark.parametrize("member, text", [(Colour.BLUE, "Colour.BLUE"), (Size.LARGE, "Size.LARGE")])
def test_a_member_of_an_enum_is_its_name(member: enum.Enum, text: str) -> None:
    """And not what `enum` keeps of it."""
    assert shown(member) == {"k": "text", "text": text}


def test_a_deque_is_looked_into_as_a_list_is() -> None:
    """What is appended is another value."""
    values = Values("nnbook", 10**6)
    last = deque([1, 2], maxlen=2)
    before = values.of(last)
    last.append(3)
    after = values.of(last)
    assert after is not before and after.data["type"] == "deque" and after.data["count"] == 2
    assert [value.data["value"] for _, value in after.data["items"]] == [2, 3]


@pytest.mark.parametrize(
    "number, entry",
    [
        (123456789.123, 123456789.0),
        (1234567.5, 1234568.0),
        (123456.789, 123457.0),
        (0.1 + 0.2, 0.3),
        (1e300, 1e300),
        (1234567.0, 1234567.0),
        (True, True),
        (2**60, str(2**60)),
    ],
)
def test_a_number_is_rounded_to_six_digits_and_never_above_the_point(number: Any, entry: Any) -> None:
    """What is shown as a whole number is the nearest one."""
    assert shown(number)["value"] == entry
    if type(number) is float:
        assert shown(np.array([number]))["grid"] == [[entry]]


@pytest.mark.parametrize("thing", [np.zeros(20_000), [0] * 20_000, dict.fromkeys(range(20_000), 0)])
def test_what_is_large_is_looked_into_until_that_costs_too_much(thing: Any) -> None:
    """Then a change of it is no longer seen, and that it is not looked into is no change."""
    values = Values("nnbook", 50_000)
    before = values.of(thing)
    thing[7] = 1
    changed = values.of(thing)
    assert changed is not before and changed_in(before, changed) is True and not values.spent
    thing[7] = 2
    after = values.of(thing)
    assert values.spent and after.data["large"] and changed_in(changed, after) is None
    assert values.of(thing) is after
    assert values.of([1, 2]).data["count"] == 2  # what is small is looked into as before


def test_of_a_set_that_is_not_looked_into_nothing_is_shown() -> None:
    """Which of its texts come first is another thing in each process."""
    assert Values("nnbook", 0).of({str(number) for number in range(20_000)}).data["items"] == []
