"""Bars in the table they are drawn from."""

import pytest
from django.template import Context, Template

from kentcivil.pages.charts import bars


def _drawn(items):
    template = Template('{% load kentcivil %}{% bars items caption="Awards by district" of_what="District" %}')
    return template.render(Context({"items": items}))


def test_the_table_says_all_that_the_bars_show():
    drawn = _drawn([("Thanet", 1500, "£1,500"), ("Dover & Deal", 750, "£750")])
    assert "Awards by district" in drawn
    assert "£1,500" in drawn
    assert "Dover &amp; Deal" in drawn
    assert 'width="100.00"' in drawn
    assert 'width="50.00"' in drawn
    assert " style=" not in drawn


def test_nothing_to_show_is_said():
    assert "Nothing to count yet" in _drawn([])


def test_only_zeros_have_no_bars():
    assert [bar.width for bar in bars([("a", 0, "0")])] == ["0.00"]


def test_a_bar_cannot_be_less_than_nothing():
    with pytest.raises(ValueError, match="zero or more"):
        bars([("a", -1, "−1")])
