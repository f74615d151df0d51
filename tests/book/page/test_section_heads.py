"""The heads of sections: a goal, and the minutes that the section takes."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from desk import Desk

from nnbook.book.content.errors import ChapterError

GOAL = "*After this section you can compute `W @ x` for a *batch*.*"
ASKED = """<div class="question" id="one" markdown="1">

What is it?

- [x] This — because it is this.
- [ ] That — because it is that.

Taught in [A](#a).

</div>
"""
PAGE = f"# A\n\nText.\n\n## B\n\n{GOAL}\n\n{'word ' * 2400}\n\n## Check yourself\n\n{ASKED}\n\nThe end.\n"


def shown(html: str) -> BeautifulSoup:
    """Parse a page."""
    return BeautifulSoup(html, "html.parser")


def text_of(tag: Tag | None) -> str:
    """Return the text of an element, blanks as one."""
    assert tag is not None
    return " ".join(tag.get_text().split())


def test_a_goal_is_the_head_of_its_section(desk: Desk) -> None:
    """Under its heading, no longer emphasised, its marks kept, with the minutes behind it."""
    head = shown(desk.render(PAGE)).select("h2 + p.nn-goal")[0]
    assert text_of(head) == "After this section you can compute W @ x for a batch. · 12 min About 12 minutes."
    assert [tag.name for tag in head.find_all(True)] == ["code", "em", "span", "span", "span"]


def test_practice_has_its_minutes_alone(desk: Desk) -> None:
    """In the same place."""
    heads = shown(desk.render(PAGE)).select("h2 + p.nn-goal")
    assert [text_of(head) for head in heads[1:]] == ["2 min About 2 minutes."]


def test_minutes_are_read_once(desk: Desk) -> None:
    """A screen reader says the whole words, and the search passes over both."""
    for minutes in shown(desk.render(PAGE)).select(".nn-goal > .nn-minutes"):
        assert "data-search-exclude" in minutes.attrs
        assert [tag.get("aria-hidden") for tag in minutes.find_all("span")] == ["true", None]


def test_the_page_says_its_length_under_the_title(desk: Desk) -> None:
    """Reading and practice apart."""
    (length,) = shown(desk.render(PAGE)).select("h1 + p.nn-length")
    assert text_of(length) == "About 10 minutes to read, and 2 minutes to practise."


def test_a_page_without_goals_stays_as_it_is(desk: Desk) -> None:
    """It has neither heads nor a length."""
    html = desk.render(PAGE.replace(GOAL, "*Emphasised.*"))
    assert "nn-goal" not in html and "nn-length" not in html and "<em>Emphasised.</em>" in html


def test_a_heading_within_a_div_has_its_head(desk: Desk) -> None:
    """Markdown in HTML is as Markdown."""
    html = desk.render(f'# A\n\n<div markdown="1">\n\n## B\n\n{GOAL}\n\n</div>\n\n## C\n\n{GOAL}\n')
    assert len(shown(html).select("h2 + p.nn-goal")) == 2
    assert len(shown(html).select("div > h2 + p.nn-goal")) == 1


@pytest.mark.parametrize("serving", [False, True])
def test_a_missing_goal_ends_the_build(desk: Desk, serving: bool) -> None:
    """And a server shows it, with its line."""
    text = f"{PAGE}\n## C\n\nText.\n"
    line = text.count("\n") - 2
    if serving:
        assert f"x.md:{line}: the section" in desk.render(text, serving=True)
        return
    with pytest.raises(ChapterError, match=rf"x\.md:{line}: the section 'C'"):
        desk.render(text)


def test_what_python_markdown_sees_otherwise_is_said(desk: Desk) -> None:
    """A goal that is no paragraph there, and a heading that is none, do not pass in silence."""
    with pytest.raises(ChapterError, match=r"x\.md:1: .*no paragraph of its own"):
        desk.render(f"## B\n\n{GOAL}\n{{: .x }}\nText\n".replace("{: .x }\n", "- "))
    with pytest.raises(ChapterError, match="cannot be told"):
        desk.render(f'## B\n\n{GOAL}\n\n<h2 markdown="1">C</h2>\n')


def test_a_term_is_explained_in_the_text_and_not_in_the_head(desk: Desk) -> None:
    """The head names what the section is about to explain."""
    desk.write("glossary.md", "# Glossary\n\nBatch\n:   Samples that go together. → [A](a.md)\n")
    html = desk.render(f"# A\n\n## B\n\n{GOAL.replace('*batch*', 'batch')}\n\nThe batch.\n")
    assert re.search(r"<p>The <a class=\"nn-term\"", html) and "batch. <span" in html


def test_the_home_page_says_how_long_each_chapter_takes(desk: Desk) -> None:
    """Where its page has goals; a page that cannot be read says itself what is wrong."""
    desk.write("a.md", PAGE)
    desk.write("b.md", "# B\n")
    desk.write("c.md", f"{PAGE}\n```py\nx\n```\n")
    items = "".join(f"1.  [It]({name}.md)\n\n    Words.\n\n" for name in "abcd")
    html = desk.render(f'# Home\n\n<div class="nn-path" markdown="1">\n\n{items}\n</div>\n')
    found = [[text_of(tag) for tag in item.select(".nn-length")] for item in shown(html).select("li")]
    assert found == [["About 10 minutes to read, and 2 minutes to practise."], [], [], []]
