"""What a municipality tells those whose data it holds: one version after the other, each kept as it was given."""

import re
from datetime import date

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.privacy import PrivacyNotice
from grannsamverkan.errors import Conflict, Refused
from grannsamverkan.register import Register

_LONGEST_NOTICE = 20_000
_BLANK = re.compile(r"\[[^\]]*\]")
"""What the proposed text leaves for the municipality to fill in."""


def notices(register: Register, municipality: str) -> tuple[PrivacyNotice, ...]:
    """Return what a municipality has told those whose data it holds, newest first."""
    found = register.facts(PrivacyNotice, municipality)
    return tuple(sorted(found, key=_in_order, reverse=True))


def _in_order(notice: PrivacyNotice) -> tuple[date, int, str]:
    return notice.published_on, len(notice.version), notice.version


def next_version(register: Register, municipality: str, today: date) -> str:
    """Return the number of a municipality's next notice: the year, and which one of it."""
    same_year = [
        one for one in notices(register, municipality) if one.version.startswith(f"{today:%Y}-")
    ]
    return f"{today:%Y}-{len(same_year) + 1}"


def publish_notice(doing: Doing, municipality: str, text: str) -> PrivacyNotice:
    """Publish a new version of a municipality's privacy notice; earlier ones stay as they were given.

    Raises:
        NotFound: not theirs to publish. Refused: no text, too long a one, one with blanks, or the same as before.
    """
    doing.require(Deed.SET_POLICY, municipality=municipality)
    plain = "\n".join(_printable(line) for line in text.splitlines()).strip()
    if not plain:
        raise Refused("privacy.notice_missing")
    if len(plain) > _LONGEST_NOTICE:
        raise Refused("privacy.notice_long", most=_LONGEST_NOTICE)
    if blank := _BLANK.search(plain):
        raise Refused("privacy.notice_blanks", blank=blank[0][:60])
    version = next_version(doing.register, municipality, doing.today)
    notice = PrivacyNotice(
        municipality=municipality, version=version, published_on=doing.today, text=plain
    )
    with doing.change("publish_notice") as change:
        earlier = change.facts(PrivacyNotice, municipality)
        if any(one.version == version for one in earlier):
            raise Conflict("privacy.notice_meanwhile")
        if earlier and max(earlier, key=_in_order).text == plain:
            raise Refused("privacy.notice_same")
        change.set_facts(PrivacyNotice, municipality, [*earlier, notice])
    return notice


def _printable(line: str) -> str:
    return "".join(sign for sign in line if sign.isprintable()).rstrip()
