"""All questions of a site in one file, and the smaller one that counts them."""

import json

from house import House

from nnbook.book.site import question_bank

QUESTION = """<div class="question" id="{name}" markdown="1">

What is {what}?

- [x] this — it is. See [how](#below).
- [ ] that — it is not.

Taught in [Below]({page}#below).

</div>
"""
CHAPTER = "# A chapter\n\n## Below\n\nText.\n\n"


def test_the_bank_has_each_form_and_where_it_stands(house: House) -> None:
    """By its name, as the page has it; the index names it under the page that teaches it."""
    house.write("docs/one.md", CHAPTER + QUESTION.format(name="first", what="1 & 2", page=""))
    house.write("docs/deep/two.md", CHAPTER + QUESTION.format(name="second", what="3", page="../one.md"))
    built = house.build()
    assert built.returncode == 0, built.stdout
    bank = json.loads((house.root / "site" / question_bank.BANK).read_text(encoding="utf-8"))
    assert {name: entry["at"] for name, entry in bank.items()} == {"first": "one/", "second": "deep/two/"}
    assert bank["first"]["html"] in (house.root / "site/one/index.html").read_text(encoding="utf-8")
    assert bank["first"]["html"].startswith("<nn-question") and "What is 1 &amp; 2?" in bank["first"]["html"]
    index = json.loads((house.root / "site" / question_bank.INDEX).read_text(encoding="utf-8"))
    assert index == {"question": {"one": ["second", "first"]}, "exercise": {}}
    worker = (house.root / "site/sw.js").read_text(encoding="utf-8")
    assert question_bank.BANK in worker and question_bank.INDEX in worker, "they are there without a network"


def test_zensical_has_the_same_bank(house: House) -> None:
    """The forms are cut out of finished pages, whoever made these; twice changes nothing."""
    house.write("docs/one.md", CHAPTER + QUESTION.format(name="first", what="1", page=""))
    banks = []
    assert house.build().returncode == 0
    banks.append((house.root / "site" / question_bank.BANK).read_text(encoding="utf-8"))
    house.take_all_plugins()
    built = house.build("zensical")
    assert built.returncode == 0, built.stdout
    for _ in range(2):
        finished = house.run("nnbook.book.site", "site")
        assert finished.returncode == 0, finished.stdout
        banks.append((house.root / "site" / question_bank.BANK).read_text(encoding="utf-8"))
    forms = [" ".join(json.loads(bank)["first"]["html"].split()) for bank in banks]
    assert forms[0] == forms[1] == forms[2]


def test_a_book_without_the_script_gets_no_bank(house: House) -> None:
    """Nothing would read it."""
    (house.root / "docs" / question_bank.READER).unlink()
    house.write("docs/one.md", CHAPTER + QUESTION.format(name="first", what="1", page=""))
    assert house.build().returncode == 0
    assert not (house.root / "site" / question_bank.BANK).exists()
