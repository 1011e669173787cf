"""Text that reaches a map page can run nothing."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.maps import safe

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "${alert(1)}`",
    "\u2028alert(1)//\u2029",
    '"onmouseover="alert(1)',
    "\\u003cb",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_in_html_keeps_no_sign_that_html_or_a_template_string_acts_on(
    name: str,
) -> None:
    assert not re.search(r"[<>\"'`${\\]", safe.text(name))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_a_value_in_a_script_reads_back_the_same_and_cannot_end_the_script(value: object) -> None:
    written = safe.script(value)
    assert json.loads(written) == value
    assert not re.search("[<>&\u2028\u2029]", written)


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        safe.script(float("nan"))
