"""The templates for record of processing and impact assessment describe what the program really holds."""

import re

import pytest
from blocks import ROOT

from grannsamverkan.domain.disposal import DRAFT_MONTHS, RULE_OF
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.policy import Policy
from grannsamverkan.register.schema import PRIVATE

FOLDER = ROOT / "docs" / "privacy"
RECORD = (FOLDER / "record-of-processing.md").read_text("utf-8")
IMPACT = (FOLDER / "dpia.md").read_text("utf-8")
TABLES = {table.name: kind for kind, table in PRIVATE.items()}


def described(text: str) -> dict[str, list[str]]:
    """Return the rows that describe a table, by its name."""
    rows = re.findall(r"^\| `([a-z_]+)` \|(.*)\|$", text, re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


@pytest.mark.parametrize("text", [RECORD, IMPACT])
def test_every_table_is_described_and_no_other(text: str) -> None:
    assert set(described(text)) == set(TABLES)
    assert all(cells[0] for cells in described(text).values())


def test_this_check_can_fail() -> None:
    assert set(described(RECORD.replace("| `reading` |", "| `lasning` |"))) != set(TABLES)


def test_the_months_are_those_that_the_program_proposes() -> None:
    for name, (*_, goes, _decision) in described(RECORD).items():
        rule = RULE_OF.get(TABLES[name])
        if rule is not None and rule.months is not None:
            assert goes.startswith(f"{getattr(Policy(), rule.months)} månader"), name
    assert DRAFT_MONTHS == 12
    assert described(RECORD)["draft"][2].startswith("ett år efter svaret;")
    assert RULE_OF[Draft].months is None


def test_every_rule_asks_the_municipality_for_its_decision() -> None:
    for name, cells in described(RECORD).items():
        has_rule = TABLES[name] in RULE_OF
        assert (cells[-1] == "**[beslut]**") is has_rule, name


@pytest.mark.parametrize("text", [RECORD, IMPACT])
def test_what_is_for_the_municipality_to_say_is_marked(text: str) -> None:
    assert text.count("**[") == text.count("]**") > 10
