"""No figure that is shown tells, alone or with the others, what a count from 1 to 4 is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.pages.small_numbers import FEW, FEW_OR_NONE, FEWEST, MORE, NOT_SHOWN, Figure, shown, summed, told


def possible(figures: list[Figure], total: Figure, place: int) -> set[int]:
    """What the count at a place may be, to somebody who sees these figures and tries everything that fits them."""
    few = [number for number, figure in enumerate(figures) if figure == FEW]
    more = sum(figure == MORE for figure in figures)
    known = sum(figure.count or 0 for figure in figures)
    found = set()
    for guess in product(range(1, FEWEST), repeat=len(few)):
        rest = (total.count or 0) - known - sum(guess)
        if rest >= more * FEWEST if more else rest == 0:
            found.add(guess[few.index(place)])
    return found


COLUMNS = st.lists(st.integers(0, 12), min_size=1, max_size=7)


@given(COLUMNS)
def test_no_small_count_can_be_worked_out(column):
    (figures,), total = shown([column])
    for place, count in enumerate(column):
        if not 0 < count < FEWEST:
            continue
        assert figures[place].count is None
        if total.count is not None:
            assert len(possible(figures, total, place)) > 1, (column, [str(each) for each in figures])


@given(COLUMNS)
def test_what_is_shown_is_true(column):
    (figures,), total = shown([column])
    for figure, count in zip([*figures, total], [*column, sum(column)], strict=True):
        assert figure.count in (None, count)
        assert figure.least <= count
        assert not figure.is_few or count < FEWEST
    assert summed(figures).least <= sum(column)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_two_ways_to_break_a_total_down_tell_it_in_both_or_in_neither(column, chance):
    other = [0] * 4
    for _one in range(sum(column)):
        other[chance.randrange(4)] += 1
    kept, total = shown([column, other])
    for figures, counts in zip(kept, (column, other), strict=True):
        if total.count is None:
            assert all(figure.count is None for figure in figures)
        else:
            for place, count in enumerate(counts):
                assert not 0 < count < FEWEST or len(possible(figures, total, place)) > 1


@pytest.mark.parametrize(
    ("column", "figures", "total"),
    [
        ([0, 0], ["0", "0"], "0"),
        ([12, 7, 0], ["12", "7", "0"], "19"),
        ([3, 0], ["fewer than 5", "fewer than 5"], "fewer than 5"),  # not even which of them it was
        ([3, 1, 10], ["fewer than 5", "fewer than 5", "10"], "14"),
        ([3, 9, 10], ["fewer than 5", "not shown", "10"], "22"),  # 22 less 9 and 10 would be 3
        ([1, 1, 30, 0], ["fewer than 5", "fewer than 5", "not shown", "0"], "32"),  # 2 in two places is 1 and 1
        ([4, 4, 30], ["fewer than 5", "fewer than 5", "not shown"], "38"),
        ([1, 5, 9], ["fewer than 5", "not shown", "not shown"], "15"),  # 6 of one small and one larger is 1 and 5
        ([1, 5, 5], ["not shown", "not shown", "not shown"], "not shown"),  # 11 of one small and two larger is too
        ([4, 4], ["not shown", "not shown"], "not shown"),  # nothing is left to hide but the total
        ([7], ["7"], "7"),
    ],
)
def test_what_a_month_looks_like(column, figures, total):
    (kept,), whole = shown([column])
    assert [str(each) for each in kept] == figures
    assert str(whole) == total


def test_where_one_way_tells_too_much_the_other_tells_nothing_either():
    kept, total = shown([[4, 4, 0], [8, 0]])
    assert [[str(figure) for figure in column] for column in kept] == [["not shown"] * 3, ["not shown"] * 2]
    assert str(total) == "not shown"


def test_a_sum_is_what_can_be_read_from_its_parts_and_no_more():
    assert str(summed([told(7), told(0), told(1200)])) == "1,207"
    assert str(summed([told(7), FEW, FEW_OR_NONE, MORE, NOT_SHOWN])) == "at least 13"
    assert str(summed([FEW_OR_NONE])) == "at least 0"
    assert str(summed([summed([FEW]), told(2)])) == "at least 3"
