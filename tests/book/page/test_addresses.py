"""Addresses: what of a page can be linked to, and that a link stays right."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from desk import Desk
from house import House

from nnbook.book.content.errors import ChapterError

DRAWING = "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()"
TABLE = "| Name | Value |\n|---|---|\n| `a` | $x$ and <b>b</b> |\n"
PAGE = f"""# A

```python
x = 1
```

```python alt="A line"
{DRAWING}
```

```math
x + y
```

{TABLE}"""


def shown(html: str) -> BeautifulSoup:
    """Parse a page."""
    return BeautifulSoup(html, "html.parser")


def addresses(html: str) -> dict[str, str]:
    """Map the address of each thing of a page that is no heading to its element."""
    found = {str(tag["id"]): tag.name for tag in shown(re.sub(r"(?s)<svg.*?</svg>", "", html)).select("[id]")}
    return {name: tag for name, tag in found.items() if not re.fullmatch("h[1-6]", tag)}


def kinds(html: str) -> list[str]:
    """List the kinds of the addresses that the page has made itself, in their order."""
    return [re.sub("-[0-9a-f]{6}(?:-[0-9]+)?$", "", name) for name in addresses(html)]


def render(desk: Desk, text: str, **options: bool) -> str:
    """Render a page with tables and addresses of headings."""
    desk.write("x.md", text)
    return desk.converter("tables", "toc", **options).convert(text)


def test_blocks_figures_formulas_and_tables_have_addresses(desk: Desk) -> None:
    """A drawing has two: its card shows the figure, and the fold in it the code."""
    html = render(desk, PAGE)
    assert kinds(html) == ["code", "figure", "code", "formula", "table"]
    assert list(addresses(html).values()) == ["nn-block", "nn-block", "nn-code", "div", "div"]
    card = shown(html).select_one("nn-block[id^=figure-]")
    assert isinstance(card, Tag) and card.select_one("nn-code[id^=code-]")


def test_each_has_one_sign_that_links_to_it(desk: Desk) -> None:
    """It has a name for who hears it, and no text that could be copied or found."""
    html = shown(render(desk, PAGE))
    for thing in html.select("[id]:not(h1, h2):not(svg *)"):
        (sign,) = [tag for tag in thing.find_all("a", "nn-address", recursive=False)]
        assert sign["href"] == f"#{thing['id']}" and sign.get_text() == ""
        assert sign["aria-label"] == f"Link to this {str(thing['id']).partition('-')[0]}"
        assert "title" not in sign.attrs  # it would be read as well


def test_an_address_costs_little(desk: Desk) -> None:
    """The longest page has some 200 of them."""
    assert all(len(sign) < 120 for sign in re.findall('<a class="nn-address".*?</a>', render(desk, PAGE)))


@pytest.mark.parametrize(
    "change",
    [
        ("# A\n", "# Another title\n\nA paragraph.\n\n## A section\n\nAnd <i>raw</i> HTML.\n"),
        ("# A\n", "# A\n\n```python\nz = 0\n```\n\n```math\nz\n```\n\n| a |\n|---|\n| b |\n"),
        ('alt="A line"', 'alt="Another text"'),
        ("# A\n", "# A\n\nOf `z`, **z** and $z$.\n\n> [A](x.md) \\*\n\n<p>Raw</p>\n"),
    ],
    ids=["text and headings", "other things", "the alt text", "raw HTML"],
)
def test_what_is_written_around_a_thing_leaves_its_address(desk: Desk, change: tuple[str, str]) -> None:
    """Whatever comes above or below it, and whatever is renamed."""
    before, after = addresses(render(desk, PAGE)), addresses(render(desk, PAGE.replace(*change)))
    assert before.items() <= after.items()


def test_what_changes_itself_has_another_address(desk: Desk) -> None:
    """Another code is another thing; whoever links to one that may change gives it a name."""
    old, new = (set(addresses(render(desk, f"# A\n\n```python\nx = {n}\n```\n"))) for n in (1, 2))
    assert not old & new


def test_equal_things_are_told_apart_by_their_order(desk: Desk) -> None:
    """So that no address is there twice; each of them shows the same."""
    html = render(desk, "# A\n\n" + "```math\nx\n```\n\n```python\nx = 1\n```\n\n" * 3)
    made = list(addresses(html))
    assert made[2:] == [f"{name}-{number}" for number in (2, 3) for name in made[:2]]


def test_a_name_is_the_address(desk: Desk) -> None:
    """Of a block, a drawing, a formula and a table; it is not shown, and names what stands first."""
    text = PAGE.replace("```python\n", '```python id="start"\n').replace(
        'alt="A line"', 'alt="A line" id="bend"'
    )
    text = text.replace("```math", '```math id="sum"') + "\n{: #values }\n\nAfter.\n"
    html = render(desk, text)
    assert [name for name in addresses(html) if not name.startswith("code-")] == [
        "start",
        "bend",
        "sum",
        "values",
    ]
    assert "values }" not in html and "After." in html
    changed = render(desk, text.replace("x = 1", "x = 2").replace("x + y", "x").replace("Value", "Number"))
    assert {"start", "bend", "sum", "values"} <= addresses(changed).keys()


ASKED = """<div class="question" id="same" markdown="1">

What is it?

- [x] This — because it is this.
- [ ] That — because it is that.

Taught in [A](#a).

</div>
"""
NAMED = {
    "block": '```python id="same"\nx = 1\n```\n',
    "formula": '```math id="same"\nx\n```\n',
    "table": "| a |\n|---|\n| b |\n\n{: #same }\n",
    "question": ASKED,
    "attribute": "Text.\n{: #same }\n",
    "heading": "## Same\n",
    "named heading": "## Other {#same}\n",
}


@pytest.mark.parametrize("first", NAMED)
@pytest.mark.parametrize("second", NAMED)
def test_a_name_is_that_of_one_thing(desk: Desk, first: str, second: str) -> None:
    """Two of one page end the build, with file and line; two headings of one text differ by themselves."""
    text = f"# A\n\n{NAMED[first]}\n{NAMED[second]}"
    if first == second == "heading":
        assert 'id="same_1"' in render(desk, text)
        return
    with pytest.raises(ChapterError, match=r"x\.md:(\d+): .*(same|Same)") as failure:
        render(desk, text)
    assert failure.value.line >= 3
    assert "x.md:" in render(desk, text, serving=True)


def test_a_name_may_stand_on_another_page(desk: Desk) -> None:
    """Only within its page it has to be alone."""
    for name in ("a.md", "b.md"):
        desk.write(name, f"# {name}\n\n{NAMED['block']}")
        assert "same" in addresses(render(desk, (desk.book.docs / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('```python id="Not so"\nx = 1\n```\n', 3),
        ('```math id=""\nx\n```\n', 3),
        ('```math id="a" alt="b"\nx\n```\n', 3),
        ("| a |\n|---|\n| b |\n\n{: #Not_so }\n", 7),
    ],
)
def test_a_name_is_as_an_address_is_written(desk: Desk, text: str, line: int) -> None:
    """In small letters, digits and hyphens; else it is refused with its line."""
    with pytest.raises(ChapterError, match=rf"x\.md:{line}: "):
        render(desk, f"# A\n\n{text}")


@pytest.mark.parametrize("option", ["shown", "needs"])
def test_code_that_does_not_run_has_an_address(desk: Desk, option: str) -> None:
    """It is there to be talked about, too."""
    assert '<nn-block id="sketch"' in render(
        desk, f'# A\n\n```python {option}="numpy" id="sketch"\nx = 1\n```\n'
    )


def test_a_failure_takes_no_address_away(desk: Desk) -> None:
    """Under a server, a block that fails can be linked to like the others."""
    html = render(desk, "# A\n\n```python\n1 / 0\n```\n\n```python\nx = 1\n```\n", serving=True)
    assert kinds(html) == ["code", "code"]


def test_both_generators_have_the_same_addresses(house: House) -> None:
    """And so has a second build, whatever the order of hashes."""
    house.write("docs/a.md", PAGE)
    found = []
    for generator, seed in (("mkdocs", "1"), ("mkdocs", "2"), ("zensical", "3")):
        assert house.build(generator, PYTHONHASHSEED=seed).returncode == 0
        html = (house.root / "site/a/index.html").read_text(encoding="utf-8")
        found.append(re.findall(r'class="nn-address" href="#([^"]*)"', html))
    assert found[0] == found[1] == found[2] and len(found[0]) == 5


@pytest.mark.parametrize("kind", ["block", "formula", "table"])
def test_a_link_to_what_is_not_there_ends_the_build(house: House, kind: str) -> None:
    """MkDocs knows every address, for links of its page and of others, and names one that leads nowhere."""
    house.write("docs/a.md", f"# A\n\n{NAMED[kind]}\n[Here](#same).\n")
    house.write("docs/b.md", "# B\n\n[There](a.md#same).\n")
    done = house.build("mkdocs", "--strict")
    assert done.returncode == 0, done.stdout
    house.write("docs/b.md", "# B\n\n[There](a.md#code-000000).\n")
    done = house.build("mkdocs", "--strict")
    assert done.returncode == 1 and "'a.md#code-000000'" in done.stdout
