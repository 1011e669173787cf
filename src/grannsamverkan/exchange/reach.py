"""How people are reached: telephone numbers and mail addresses, found in cells as people write them."""

import re
import unicodedata

from grannsamverkan.errors import Refused

_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
_AROUND_AT = re.compile(r"\s*(?:@|\(at\)|\[at\])\s*", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:\s*", re.IGNORECASE)
_DASHES = re.compile(r"[‐‑‒–—−]")
_BETWEEN = r"[ \u00a0()/.-]{0,3}"
_PHONE = re.compile(
    rf"(?<![\w@.])(?:0(?!0)(?:{_BETWEEN}[0-9]){{6,9}}|(?:\+|00)?\(?[1-9](?:{_BETWEEN}[0-9]){{5,14}})(?![\w@])"
)
_SWEDEN = re.compile(r"^(?:\+|00)46(?:\(?0\)?)?|^46(?=7[0-9]{8}$)")
_MOBILE = re.compile(r"07[0-9]{8}")
_LOST_ZERO = re.compile(r"7[0-9]{8}|[1-9][0-9]{6,8}")
_LENGTHS = range(7, 16)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}")
_LONGEST = 254


def mails_in(text: str) -> list[str]:
    """Return the mail addresses of a text in lower case: `mailto:Ett @ example.org;` has one."""
    return [found.casefold().strip(".'") for found in _MAIL.findall(_joined(text))]


def phones_in(text: str) -> list[str]:
    """Return the telephone numbers of a text as they are kept: `+46 (0)70-1740605` is `070-174 06 05`."""
    plain = _DASHES.sub("-", text)
    return [phone for found in _PHONE.findall(plain) if (phone := kept_phone(found)) is not None]


def without_reach(text: str) -> str:
    """Return a text without the mail addresses and telephone numbers in it."""
    return _PHONE.sub(" ", _DASHES.sub("-", _MAIL.sub(" ", _joined(text))))


def _joined(text: str) -> str:
    return _AROUND_AT.sub("@", _MAILTO.sub("", text))


def kept_phone(text: str) -> str | None:
    """Return a telephone number as it is kept, or None where a text is none.

    A Swedish one begins with its zero, also where a spreadsheet has dropped it; mobile numbers
    are put in groups, others keep the groups they were written in.
    """
    found = _PHONE.search(_DASHES.sub("-", text))
    if found is None:
        return None
    plain = found[0].removesuffix(".0")
    national = _SWEDEN.sub("0", re.sub(r"[^0-9+]", "", plain))
    if "+" not in national and _LOST_ZERO.fullmatch(national):
        national = f"0{national}"
    if len(national.lstrip("+")) not in _LENGTHS:
        return None
    if _MOBILE.fullmatch(national):
        groups = national[:3], national[3:6], national[6:8], national[8:]
        return f"{groups[0]}-{' '.join(groups[1:])}"
    written = re.sub(r"[^0-9 -]+", " ", plain.replace("/", "-"))
    grouped = re.sub(r"\s*-\s*", "-", " ".join(written.split())).strip("-")
    return grouped if grouped.startswith("0") and not grouped.startswith("00") else national


def digits(phone: str | None) -> str:
    """Return what two ways of writing one telephone number share: its digits."""
    return re.sub(r"[^0-9+]", "", phone or "")


def mail_address(text: str) -> str:
    """Return a mail address as it is kept: its domain in the ASCII form.

    Raises:
        Refused: it is not one address, or one that few servers deliver to.
    """
    plain = unicodedata.normalize("NFC", text.strip())
    local, _, domain = plain.rpartition("@")
    try:
        domain = domain.casefold().encode("idna").decode("ascii")
    except UnicodeError:
        raise Refused("mail.not_an_address") from None
    address = f"{local}@{domain}"
    if len(address) > _LONGEST or not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise Refused("mail.not_an_address")
    return address
