"""Tests of nnbook.timing, with a clock of our own: real time proves nothing."""

import pytest

from nnbook import timing


def test_the_least_time_of_each_run_counts(monkeypatch):
    """Runs take turns, and the longer times of a disturbed machine are dropped."""
    now, order = [0.0], []
    durations = {"a": iter([5.0, 2.0, 9.0]), "b": iter([4.0, 8.0, 3.0])}

    def run(name):
        order.append(name)
        now[0] += next(durations[name])

    monkeypatch.setattr(timing, "perf_counter", lambda: now[0])
    assert timing.fastest(lambda: run("a"), lambda: run("b"), turns=3) == [2.0, 3.0]
    assert order == ["a", "b"] * 3


def test_a_coarse_clock_sees_a_short_run(monkeypatch):
    """A clock that tells a millisecond, as some browsers' does, still tells how long a tenth of one is."""
    now = [0]  # in tenths of a millisecond

    def run():
        now[0] += 1

    monkeypatch.setattr(timing, "perf_counter", lambda: now[0] // 10 / 1000)
    (seconds,) = timing.fastest(run)
    assert seconds == pytest.approx(1e-4, rel=0.1)  # of 100 calls the clock may miss the last nine


def test_no_turn_is_refused():
    """Nothing can be said of what never ran."""
    with pytest.raises(ValueError, match="turns must be a whole number of at least 1, got 0"):
        timing.fastest(lambda: None, turns=0)
